-- The stored events in ponding_scope with their alerts.
-- Parameters: codes, changed_from (of each)
-- Columns: section, id, opened_at, closed_at, level, at_power_risk, is_past;
-- levels[], reached_at[], announced[] of its alerts.
select e.section_code as section, e.id, e.opened_at, e.closed_at, e.level, e.at_power_risk, e.is_past,
  array(select a.level from ponding_alert a where a.event_id = e.id and a.withdrawn_at is null
    order by a.level) as levels,
  array(select a.reached_at from ponding_alert a where a.event_id = e.id and a.withdrawn_at is null
    order by a.level) as reached_at,
  array(select a.announced from ponding_alert a where a.event_id = e.id and a.withdrawn_at is null
    order by a.level) as announced
from ponding_scope(@codes, @changed_from) s
join ponding_event e on e.section_code = s.section_code and e.merged_into is null and e.withdrawn_at is null
  and (e.closed_at is null or e.closed_at >= s.events_from)
order by e.section_code, e.opened_at
