-- A sensor's city days that reach into a period, oldest first; up to the last commit.
-- Parameters: sensor (id), from (included), to (excluded), most (rows)
-- Columns: observed_at (its begin), readings, min_mm, max_mm, max_at, mean_mm, battery_mv (lowest), rssi_dbm (lowest),
-- flags (of its readings, together)
select d.day::timestamp at time zone 'Asia/Shanghai' as observed_at, d.readings, d.min_mm, d.max_mm, d.max_at,
  round(d.sum_mm::numeric / d.readings, 1)::double precision as mean_mm, d.min_battery_mv as battery_mv,
  d.min_rssi_dbm as rssi_dbm, coalesce(f.flags, 0)::smallint as flags
from (
  select * from reading_days(array[@sensor], city_day(@from), city_day(@to - interval '1 microsecond')) order by day
    limit @most
) d
left join lateral (
  select bit_or(flags) as flags from reading_flag
  where sensor_id = d.sensor_id and observed_at >= d.day::timestamp at time zone 'Asia/Shanghai'
    and observed_at < (d.day + 1)::timestamp at time zone 'Asia/Shanghai'
) f on true
order by d.day
