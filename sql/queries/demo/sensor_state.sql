-- Brings sensor_state up to the readings that were copied in.
-- Parameters: none. Columns: none.
insert into sensor_state (sensor_id, observed_at, depth_mm, battery_mv, rssi_dbm, heard_at)
select distinct on (r.sensor_id) r.sensor_id, r.observed_at, r.depth_mm, r.battery_mv, r.rssi_dbm, r.received_at
from reading r
order by r.sensor_id, r.observed_at desc
