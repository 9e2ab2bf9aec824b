-- The highest water of each hour of all sensors of a section in a span of time, sensor by sensor, right up to the last
-- commit.
-- Parameters: section, from (included), to (excluded). Columns: sensor, observed_at (of the highest), depth_mm, flags
-- (none: they are single readings'), sensor_id.
select m.code as sensor, h.max_at as observed_at, h.max_mm as depth_mm, 0::smallint as flags, m.id as sensor_id
from sensor_place p
join sensor m on m.id = p.sensor_id
cross join lateral reading_hours(array[p.sensor_id], greatest(@from, p.valid_from), least(@to, p.valid_to)) h
where p.section_code = @section
order by m.code, m.id, h.hour
