-- Brings sensor_state up to the latest readings and tells the maps which sensors moved (channel cityops_events).
-- Ordered by key, so that two nodes never wait for each other. At most 200 codes a notification: its payload holds 8000
-- bytes.
-- Parameters: sensor_id[] (each once), observed_at[], depth_mm[], battery_mv[], rssi_dbm[], heard_at[]
with moved as (
  insert into sensor_state as s (sensor_id, observed_at, depth_mm, battery_mv, rssi_dbm, heard_at)
  select * from unnest(@sensor_id, @observed_at, @depth_mm, @battery_mv, @rssi_dbm, @heard_at)
    as i (sensor_id, observed_at, depth_mm, battery_mv, rssi_dbm, heard_at)
  order by i.sensor_id
  on conflict (sensor_id) do update set
    observed_at = greatest(s.observed_at, excluded.observed_at),
    depth_mm = case when excluded.observed_at >= s.observed_at then excluded.depth_mm else s.depth_mm end,
    battery_mv = case when excluded.observed_at >= s.observed_at then coalesce(excluded.battery_mv, s.battery_mv)
      else s.battery_mv end,
    rssi_dbm = case when excluded.observed_at >= s.observed_at then coalesce(excluded.rssi_dbm, s.rssi_dbm)
      else s.rssi_dbm end,
    heard_at = greatest(s.heard_at, excluded.heard_at)
  returning s.sensor_id
), named as (
  select sensor.code, row_number() over (order by sensor.code) / 200 as page
  from moved join sensor on sensor.id = moved.sensor_id
)
select pg_notify('cityops_events', json_build_object('kind', 'sensors', 'codes', json_agg(code))::text) from named
  group by page
