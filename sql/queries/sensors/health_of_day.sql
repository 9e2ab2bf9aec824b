-- A day's summary of the sensors' health.
-- Parameters: day, town (null for all)
-- Columns: as health_now's; is_new: not found, or not all of it, by the summary before; at: when it was made. No row
-- when there is none.
select m.code as item_sensor, m.gateway_id as item_gateway, m.section_code as item_section, s.name as item_section_name,
  s.town_code as item_town, f.findings as item_findings, f.heard_at as item_heard_at, f.battery_mv as item_battery_mv,
  f.rssi_dbm as item_rssi_dbm, f.skew_ms / 1000.0::double precision as item_skew_seconds,
  case when m.code is not null then not exists (select from sensor_health_finding b where b.sensor_id = f.sensor_id
    and b.findings @> f.findings
    and b.day = (select max(day) from sensor_health_day where day < @day)) end as item_is_new,
  d.sensors, d.at
from sensor_health_day d
left join (sensor_health_finding f join sensor m on m.id = f.sensor_id left join section s on s.code = m.section_code)
  on f.day = d.day and (@town::text is null or s.town_code = @town)
where d.day = @day
order by m.code
