-- Ponding events that stand, newest first.
-- Parameters: id, section, town (each null for all), from, to (of the opening; null for open ended), before_at,
-- before_id (the last row of the page before), most.
-- Columns: those of EventItem; alerts: a JSON array of level, reachedAt, depthMm, sensor, announced.
select e.id, e.section_code as section, s.name, s.town_code as town, e.opened_at, e.ended_at, e.closed_at, e.level,
  e.worst_level,
  e.at_power_risk, e.peak_mm, e.peak_at, e.last_mm, e.last_at, e.minutes_blue, e.minutes_yellow, e.minutes_orange,
  e.minutes_red,
  e.minutes_power_risk, e.case_id,
  (select coalesce(json_agg(json_build_object('level', a.level, 'reachedAt', a.reached_at, 'depthMm', a.depth_mm,
    'sensor', m.code,
      'announced', a.announced) order by a.reached_at, a.level), '[]')
    from ponding_alert a join sensor m on m.id = a.sensor_id where a.event_id = e.id
      and a.withdrawn_at is null)::text as alerts
from ponding_event e
join section s on s.code = e.section_code
where e.merged_into is null and e.withdrawn_at is null
  and (@id::uuid is null or e.id = @id)
  and (@section::text is null or e.section_code = @section)
  and (@town::text is null or s.town_code = @town)
  and (@from::timestamptz is null or e.opened_at >= @from)
  and (@to::timestamptz is null or e.opened_at < @to)
  and (@before_at::timestamptz is null or (e.opened_at, e.id) < (@before_at, @before_id))
order by e.opened_at desc, e.id desc
limit @most
