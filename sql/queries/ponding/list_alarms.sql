-- Alarms for water at the lamps, newest first.
-- Parameters: id, section, town, standing (each null for all), most, now.
-- Columns: those of AlarmItem. may_restore_at: when the water will have been off the lamps for the time that was set
-- when the alarm was raised, null while it is at them; now_mm: of the section's deepest sensor that is heard of;
-- power_risk_mm,
-- hysteresis_mm: the line now; seen_until: how far a person has answered on site; log: a JSON array of seq, at, action,
-- circuit, account, note.
select a.id, a.event_id as event, a.section_code as section, s.name, s.town_code as town, a.raised_at, a.reached_at,
  a.depth_mm,
  a.circuits::text as circuits, a.acknowledged_at, acknowledger.name as acknowledged_by, a.finished_at,
  finisher.name as finished_by,
  case
    when not water.at_lamps then coalesce(water.ended_at, a.reached_at) + make_interval(mins => a.restore_minutes)
  end as may_restore_at,
  s.power_risk_mm, s.hysteresis_mm, a.seen_until,
  (select max(state.depth_mm) from sensor m join sensor_state state on state.sensor_id = m.id
    where m.section_code = s.code and m.disabled_at is null
      and sensor_is_heard(state.heard_at, m.heartbeat_minutes, @now)) as now_mm,
  (select json_agg(json_build_object('seq', l.seq, 'at', l.at, 'action', l.action, 'circuit', f.code, 'account', c.name,
    'note', l.note) order by l.seq)
    from ponding_alarm_log l left join facility f on f.id = l.facility_id left join account c on c.id = l.account_id
    where l.alarm_id = a.id)::text as log
from ponding_alarm a
join section s on s.code = a.section_code
left join account acknowledger on acknowledger.id = a.acknowledged_by
left join account finisher on finisher.id = a.finished_by
cross join lateral (
  select coalesce(bool_or(e.at_power_risk and e.closed_at is null), false) as at_lamps,
    max(e.power_risk_ended_at) as ended_at
  from ponding_event e
  where e.section_code = a.section_code and e.merged_into is null and e.withdrawn_at is null
    and (e.closed_at is null or e.closed_at >= a.reached_at)
) water
where (@id::uuid is null or a.id = @id) and (@section::text is null or a.section_code = @section)
  and (@town::text is null or s.town_code = @town)
  and (@standing::boolean is null or (a.finished_at is null) = @standing)
order by a.raised_at desc, a.id desc
limit @most
