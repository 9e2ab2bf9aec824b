-- A sensor's readings of a period, oldest first.
-- Parameters: sensor (id), from (included), to (excluded), most (rows)
-- Columns: observed_at, received_at, depth_mm, flags (of reading_flag), raw_mm (before the zero offset was taken off;
-- null where there was none), fields: those of ReadingFields.cs that were
-- stored, by name.
select r.observed_at, r.received_at, r.depth_mm, coalesce(f.flags, 0)::smallint as flags,
  r.depth_mm + nullif(sensor_zero_at(r.sensor_id, r.observed_at), 0) as raw_mm,
  jsonb_build_object({field_members}) as fields
from reading r
left join reading_flag f on f.sensor_id = r.sensor_id and f.observed_at = r.observed_at
where r.sensor_id = @sensor and r.observed_at >= @from and r.observed_at < @to
order by r.observed_at
limit @most
