-- Sensors that something is wrong with now.
-- Parameters: now, battery_low_mv, signal_poor_dbm (below these is a finding), town (null for all)
-- Columns: item: SensorFindings, where is_new: not found by the last daily summary; sensors: how many are in service,
-- on every row, and a row without an item when none has findings; at.
with judged as (
  select m.code, m.gateway_id, m.section_code, s.name, s.town_code, h.*
  from sensor_health(@now, @battery_low_mv, @signal_poor_dbm) h join sensor m on m.id = h.sensor_id
    left join section s on s.code = m.section_code
  where @town::text is null or s.town_code = @town
)
select j.code as item_sensor, j.gateway_id as item_gateway, j.section_code as item_section, j.name as item_section_name,
  j.town_code as item_town, j.findings as item_findings, j.heard_at as item_heard_at, j.battery_mv as item_battery_mv,
  j.rssi_dbm as item_rssi_dbm, j.skew_ms / 1000.0::double precision as item_skew_seconds,
  case when j.code is not null then not exists (select from sensor_health_finding f
    where f.sensor_id = j.sensor_id and f.findings @> j.findings
      and f.day = (select max(day) from sensor_health_day)) end as item_is_new,
  counted.sensors, @now as at
from (select count(*)::integer as sensors from judged) counted
left join judged j on cardinality(j.findings) > 0
order by j.code
