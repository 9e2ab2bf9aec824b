-- Writes a day's summary of the sensors' health down, unless it is there.
-- Parameters: day, now, battery_low_mv, signal_poor_dbm (below these is a finding). Columns: sensors, found; no row
-- when the day has its summary already.
with judged as materialized (
  select * from sensor_health(@now, @battery_low_mv, @signal_poor_dbm)
), made as (
  insert into sensor_health_day (day, at, sensors) select @day, @now, count(*) from judged
  on conflict on constraint sensor_health_day_pk do nothing
  returning day, sensors
), found as (
  insert into sensor_health_finding (day, sensor_id, findings, heard_at, battery_mv, rssi_dbm, skew_ms)
  select made.day, j.sensor_id, j.findings, j.heard_at, j.battery_mv, j.rssi_dbm, j.skew_ms
  from made cross join judged j where cardinality(j.findings) > 0
  returning 1
)
select sensors, (select count(*)::integer from found) as found from made
