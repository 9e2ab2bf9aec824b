-- The readings that tell the events in ponding_scope, with sixteen more before them from which each sensor's state is known.
-- $1 codes  $2 changed_from[]
-- Columns: section_code, events_from, sensor_id, leaves_at (null while it measures there), range_min_mm, range_max_mm,
-- observed_at, depth_mm, received_at; all after events_from null for a section without sensors or readings.
select s.section_code, s.events_from, p.sensor_id, nullif(p.valid_to, 'infinity'), sensor.range_min_mm, sensor.range_max_mm,
  r.observed_at, r.depth_mm, r.received_at
from ponding_scope($1, $2) s
left join (sensor_place p join sensor on sensor.id = p.sensor_id) on p.section_code = s.section_code
left join lateral (
  select * from (
    select r.observed_at, r.depth_mm, r.received_at from reading r
    where r.sensor_id = p.sensor_id and r.observed_at >= s.readings_from
  ) told
  union all
  select * from (
    select r.observed_at, r.depth_mm, r.received_at from reading r
    where r.sensor_id = p.sensor_id and r.observed_at < s.readings_from and r.observed_at >= s.readings_from - interval '60 days'
    order by r.observed_at desc
    limit 16
  ) lead_in
) r on r.observed_at >= p.valid_from and r.observed_at < p.valid_to
order by s.section_code, p.sensor_id, p.valid_from, r.observed_at
