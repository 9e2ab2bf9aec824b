-- Sensors with their latest state and their sections' thresholds, by code.
-- $1 code after which the page begins  $2 most rows  $3 town code, or null for all  $4 one sensor's code, or null for all
-- Columns: code, gateway_id, section, section_name, town, lon, lat, depth_mm, observed_at, heard_at, level, power_risk (its section's, or its own
-- newest depth, which may not be confirmed yet),
-- battery_mv, rssi_dbm, disabled, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm (null without a section),
-- silent (nothing heard for more than two heartbeats), kind, install_height_mm, zero_offset_mm, range_min_mm, range_max_mm,
-- sample_minutes_dry, sample_minutes_wet, heartbeat_minutes; zeros: a JSON array of validFrom (null: always), zeroOffsetMm, changedBy, changedAt, newest first
select
  sensor.code, sensor.gateway_id, section.code, section.name, section.town_code, st_x(sensor.position), st_y(sensor.position),
  state.depth_mm, state.observed_at, state.heard_at,
  case
    when state.depth_mm is null then null
    when state.depth_mm >= section.red_mm then 'red'
    when state.depth_mm >= section.orange_mm then 'orange'
    when state.depth_mm >= section.yellow_mm then 'yellow'
    when state.depth_mm >= section.blue_mm then 'blue'
    else 'none'
  end,
  coalesce(event.at_power_risk, false) or coalesce(state.depth_mm >= section.power_risk_mm, false),
  state.battery_mv, state.rssi_dbm, sensor.disabled_at is not null,
  section.blue_mm, section.yellow_mm, section.orange_mm, section.red_mm, section.power_risk_mm,
  coalesce(state.heard_at < now() - 2 * sensor.heartbeat_minutes * interval '1 minute', true),
  sensor.kind, sensor.install_height_mm, sensor.zero_offset_mm, sensor.range_min_mm, sensor.range_max_mm,
  sensor.sample_minutes_dry, sensor.sample_minutes_wet, sensor.heartbeat_minutes,
  (select coalesce(json_agg(json_build_object('validFrom', nullif(z.valid_from, '-infinity'), 'zeroOffsetMm', z.zero_offset_mm,
      'changedBy', account.name, 'changedAt', z.changed_at) order by z.valid_from desc), '[]')
    from sensor_zero z left join account on account.id = z.changed_by where z.sensor_id = sensor.id)::text
from sensor
left join section on section.code = sensor.section_code
left join sensor_state state on state.sensor_id = sensor.id
left join ponding_event event on event.section_code = section.code and sensor.disabled_at is null
  and event.closed_at is null and event.merged_into is null and event.withdrawn_at is null
where sensor.code > $1 and ($3::text is null or coalesce(section.town_code, town_at(sensor.position)) = $3) and ($4::text is null or sensor.code = $4)
order by sensor.code
limit $2
