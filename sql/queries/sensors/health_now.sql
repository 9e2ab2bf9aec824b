-- Sensors that something is wrong with now.
-- $1 now  $2 least battery_mv  $3 least rssi_dbm  $4 town, or null for all
-- Columns: sensor, gateway, section, section_name, town, findings, heard_at, battery_mv, rssi_dbm, skew_ms, is_new (not found by the last daily
-- summary); then how many sensors there are in service, on every row: a row without a sensor when none has findings.
with judged as (
  select m.code, m.gateway_id, m.section_code, s.name, s.town_code, h.*
  from sensor_health($1, $2, $3) h join sensor m on m.id = h.sensor_id left join section s on s.code = m.section_code
  where $4::text is null or s.town_code = $4
)
select j.code, j.gateway_id, j.section_code, j.name, j.town_code, j.findings, j.heard_at, j.battery_mv, j.rssi_dbm, j.skew_ms,
  not exists (select from sensor_health_finding f where f.sensor_id = j.sensor_id and f.findings @> j.findings
    and f.day = (select max(day) from sensor_health_day)), counted.sensors
from (select count(*)::integer as sensors from judged) counted
left join judged j on cardinality(j.findings) > 0
order by j.code
