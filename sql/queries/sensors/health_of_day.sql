-- A day's summary of the sensors' health.
-- $1 day  $2 town, or null for all
-- Columns: as health_now's; is_new: not found, or not all of it, by the summary before; then at, when it was made. No row when there is none.
select m.code, m.gateway_id, m.section_code, s.name, s.town_code, f.findings, f.heard_at, f.battery_mv, f.rssi_dbm, f.skew_ms,
  not exists (select from sensor_health_finding b where b.sensor_id = f.sensor_id and b.findings @> f.findings
    and b.day = (select max(day) from sensor_health_day where day < $1)), d.sensors, d.at
from sensor_health_day d
left join (sensor_health_finding f join sensor m on m.id = f.sensor_id left join section s on s.code = m.section_code)
  on f.day = d.day and ($2::text is null or s.town_code = $2)
where d.day = $1
order by m.code
