-- A sensor's city days that reach into a period, oldest first; up to the last commit.
-- $1 sensor_id  $2 from, included  $3 to, excluded  $4 most rows
-- Columns: since, readings, min_mm, max_mm, max_at, mean_mm, battery_mv (lowest), rssi_dbm (lowest), flags (of its readings, together)
select d.day::timestamp at time zone 'Asia/Shanghai', d.readings, d.min_mm, d.max_mm, d.max_at,
  round(d.sum_mm::numeric / d.readings, 1)::double precision, d.min_battery_mv, d.min_rssi_dbm, coalesce(f.flags, 0)::smallint
from (
  select * from reading_days(array[$1], city_day($2), city_day($3 - interval '1 microsecond')) order by day limit $4
) d
left join lateral (
  select bit_or(flags) as flags from reading_flag
  where sensor_id = d.sensor_id and observed_at >= d.day::timestamp at time zone 'Asia/Shanghai'
    and observed_at < (d.day + 1)::timestamp at time zone 'Asia/Shanghai'
) f on true
order by d.day
