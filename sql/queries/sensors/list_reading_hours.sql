-- A sensor's hours that reach into a period, oldest first; up to the last commit.
-- $1 sensor_id  $2 from, included  $3 to, excluded  $4 most rows
-- Columns: since, readings, min_mm, max_mm, max_at, mean_mm, battery_mv (lowest), rssi_dbm (lowest), flags (of its readings, together)
select h.hour, h.readings, h.min_mm, h.max_mm, h.max_at, round(h.sum_mm::numeric / h.readings, 1)::double precision,
  h.min_battery_mv, h.min_rssi_dbm, coalesce(f.flags, 0)::smallint
from (
  select * from reading_hours(array[$1], $2 - interval '1 hour' + interval '1 microsecond', $3) order by hour limit $4
) h
left join lateral (
  select bit_or(flags) as flags from reading_flag
  where sensor_id = h.sensor_id and observed_at >= h.hour and observed_at < h.hour + interval '1 hour'
) f on true
order by h.hour
