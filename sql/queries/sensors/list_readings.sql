-- A sensor's readings of a period, oldest first.
-- $1 sensor_id  $2 from, included  $3 to, excluded  $4 most rows
-- Columns: observed_at, received_at, depth_mm, seq, battery_mv, rssi_dbm
select observed_at, received_at, depth_mm, seq, battery_mv, rssi_dbm
from reading
where sensor_id = $1 and observed_at >= $2 and observed_at < $3
order by observed_at
limit $4
