-- A sensor's readings of a period, oldest first.
-- $1 sensor_id  $2 from, included  $3 to, excluded  $4 most rows
-- Columns: observed_at, received_at, depth_mm, flags (of reading_flag), raw_mm (before the zero offset was taken off;
-- null where there was none), then {fields}: the columns of ReadingFields.cs (ReadingFields.Complete).
select r.observed_at, r.received_at, r.depth_mm, coalesce(f.flags, 0)::smallint as flags,
  r.depth_mm + nullif(sensor_zero_at(r.sensor_id, r.observed_at), 0) as raw_mm, {fields}
from reading r
left join reading_flag f on f.sensor_id = r.sensor_id and f.observed_at = r.observed_at
where r.sensor_id = $1 and r.observed_at >= $2 and r.observed_at < $3
order by r.observed_at
limit $4
