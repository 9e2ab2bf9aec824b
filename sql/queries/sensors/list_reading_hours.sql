-- A sensor's hours that reach into a period, oldest first; up to the last commit.
-- Parameters: sensor (id), from (included), to (excluded), most (rows)
-- Columns: observed_at (its begin), readings, min_mm, max_mm, max_at, mean_mm, battery_mv (lowest), rssi_dbm (lowest),
-- flags (of its readings, together)
select h.hour as observed_at, h.readings, h.min_mm, h.max_mm, h.max_at,
  round(h.sum_mm::numeric / h.readings, 1)::double precision as mean_mm,
  h.min_battery_mv as battery_mv, h.min_rssi_dbm as rssi_dbm, coalesce(f.flags, 0)::smallint as flags
from (
  select * from reading_hours(array[@sensor], @from - interval '1 hour' + interval '1 microsecond', @to) order by hour
    limit @most
) h
left join lateral (
  select bit_or(flags) as flags from reading_flag
  where sensor_id = h.sensor_id and observed_at >= h.hour and observed_at < h.hour + interval '1 hour'
) f on true
order by h.hour
