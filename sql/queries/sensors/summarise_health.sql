-- Writes a day's summary of the sensors' health down, unless it is there.
-- $1 day  $2 now  $3 least battery_mv  $4 least rssi_dbm. Columns: sensors, with_findings; no row when the day has its summary already.
with judged as materialized (
  select * from sensor_health($2, $3, $4)
), made as (
  insert into sensor_health_day (day, at, sensors) select $1, $2, count(*) from judged
  on conflict on constraint sensor_health_day_pk do nothing
  returning day, sensors
), found as (
  insert into sensor_health_finding (day, sensor_id, findings, heard_at, battery_mv, rssi_dbm, skew_ms)
  select made.day, j.sensor_id, j.findings, j.heard_at, j.battery_mv, j.rssi_dbm, j.skew_ms
  from made cross join judged j where cardinality(j.findings) > 0
  returning 1
)
select sensors, (select count(*)::integer from found) from made
