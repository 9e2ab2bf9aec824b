-- The readings of all sensors of a section in a span of time, sensor by sensor.
-- Parameters: section, from (included), to (excluded). Columns: sensor, observed_at, depth_mm, flags (of reading_flag),
-- sensor_id.
select m.code as sensor, r.observed_at, r.depth_mm, coalesce(f.flags, 0)::smallint as flags, m.id as sensor_id
from sensor_place p
join sensor m on m.id = p.sensor_id
join reading r on r.sensor_id = p.sensor_id and r.observed_at >= greatest(@from, p.valid_from)
  and r.observed_at < least(@to, p.valid_to)
left join reading_flag f on f.sensor_id = r.sensor_id and f.observed_at = r.observed_at
where p.section_code = @section
order by m.code, m.id, r.observed_at
