-- What the sensors say that have a word in whether the water is off the lamps: those that had water at them, and all
-- others of the section.
-- Parameter: alarms. Columns: alarm, sensor, was_at_lamps, is_here (in service at the section), range_min_mm,
-- range_max_mm (of the depths: less the zero offset), observed_at[], depth_mm[] (the newest 64 readings since an hour
-- before the alarm, by time; null for none).
select a.id as alarm, m.code as sensor, m.id = any (a.witnesses) as was_at_lamps,
  m.section_code is not distinct from a.section_code and m.disabled_at is null as is_here,
  m.range_min_mm - m.zero_offset_mm as range_min_mm, m.range_max_mm - m.zero_offset_mm as range_max_mm, r.observed_at,
  r.depth_mm
from ponding_alarm a
join sensor m on m.id = any (a.witnesses) or (m.section_code = a.section_code and m.disabled_at is null)
left join lateral (
  select array_agg(n.observed_at order by n.observed_at) as observed_at,
    array_agg(n.depth_mm order by n.observed_at) as depth_mm
  from (
    select r.observed_at, r.depth_mm
    from sensor_place p
    join reading r on r.sensor_id = p.sensor_id and r.observed_at >= greatest(p.valid_from,
      a.reached_at - interval '1 hour') and r.observed_at < p.valid_to
    where p.sensor_id = m.id and p.section_code = a.section_code
    order by r.observed_at desc
    limit 64
  ) n
) r on true
where a.id = any (@alarms)
order by a.id, m.code
