-- The readings that tell the events in ponding_scope, with sixteen more before them from which each sensor's state is
-- known. One row per sensor's stay at a section: a day of readings as two arrays is a third of the work that it is as
-- rows.
-- Parameters: codes, changed_from (of each)
-- Columns: section, events_from, sensor_id, leaves_at (null while it measures there), range_min_mm, range_max_mm (of
-- the depths: less the zero offset), observed_at[], depth_mm[] (by time), received_at (of the newest),
-- backfill_after_hours (of its gateway; null for the setting); all after events_from null for a
-- section without sensors or readings.
with scope as materialized (select * from ponding_scope(@codes, @changed_from))
select s.section_code as section, s.events_from, p.sensor_id, nullif(p.valid_to, 'infinity') as leaves_at,
  sensor.range_min_mm - sensor.zero_offset_mm as range_min_mm,
  sensor.range_max_mm - sensor.zero_offset_mm as range_max_mm,
  r.observed_at, r.depth_mm, r.received_at, gateway.backfill_after_hours
from scope s
left join (sensor_place p join sensor on sensor.id = p.sensor_id join gateway on gateway.id = sensor.gateway_id)
  on p.section_code = s.section_code
left join lateral (
  select array_agg(r.observed_at order by r.observed_at) as observed_at,
    array_agg(r.depth_mm order by r.observed_at) as depth_mm,
    (array_agg(r.received_at order by r.observed_at desc))[1] as received_at
  from (
    select r.observed_at, r.depth_mm, r.received_at from reading r
    where r.sensor_id = p.sensor_id and r.observed_at >= s.readings_from
    union all
    select * from (
      select r.observed_at, r.depth_mm, r.received_at from reading r
      where r.sensor_id = p.sensor_id and r.observed_at < s.readings_from
        and r.observed_at >= s.readings_from - interval '60 days'
      order by r.observed_at desc
      limit 16
    ) lead_in
  ) r
  where r.observed_at >= p.valid_from and r.observed_at < p.valid_to
) r on true
order by s.section_code, p.sensor_id, p.valid_from
