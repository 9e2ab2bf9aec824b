-- The highest water of each hour of all sensors of a section in a span of time, sensor by sensor, right up to the last commit.
-- $1 section  $2 from (included)  $3 to (excluded). Columns: sensor, observed_at (of the highest), depth_mm, flags (none: they are single readings'), sensor_id.
select m.code, h.max_at, h.max_mm, 0::smallint, m.id
from sensor_place p
join sensor m on m.id = p.sensor_id
cross join lateral reading_hours(array[p.sensor_id], greatest($2, p.valid_from), least($3, p.valid_to)) h
where p.section_code = $1
order by m.code, m.id, h.hour
