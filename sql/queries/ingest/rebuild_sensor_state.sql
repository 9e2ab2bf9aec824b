-- Brings sensor_state up to the stored readings: what a node that died committed but did not note any more.
insert into sensor_state as s (sensor_id, observed_at, depth_mm, battery_mv, rssi_dbm, heard_at)
select sensor.id, latest.observed_at, latest.depth_mm, latest.battery_mv, latest.rssi_dbm, latest.received_at
from sensor
cross join lateral (
  select * from reading r where r.sensor_id = sensor.id order by r.observed_at desc limit 1
) latest
order by sensor.id
on conflict (sensor_id) do update set
  observed_at = excluded.observed_at,
  depth_mm = excluded.depth_mm,
  battery_mv = coalesce(excluded.battery_mv, s.battery_mv),
  rssi_dbm = coalesce(excluded.rssi_dbm, s.rssi_dbm),
  heard_at = greatest(s.heard_at, excluded.heard_at)
where excluded.observed_at > s.observed_at
