-- Sensors with their latest state and their sections' thresholds, by code.
-- Parameters: after (the code after which the page begins), most (rows), town (null for all), code (one sensor's; null
-- for all)
-- Columns: SensorItem. level: as sensor_levels says, null while it is silent; power_risk is its section's, or its own
-- newest depth's, which may not be confirmed yet; the thresholds are null without a section; silent: nothing heard for
-- more than two heartbeats.
select
  sensor.code, sensor.gateway_id as gateway, section.code as section, section.name as section_name,
  section.town_code as town,
  st_x(sensor.position) as position_lon, st_y(sensor.position) as position_lat,
  state.depth_mm, state.observed_at, state.heard_at,
  nullif(said.level, 'silent') as level,
  coalesce(event.at_power_risk, false) or coalesce(state.depth_mm >= section.power_risk_mm, false) as power_risk,
  state.battery_mv, state.rssi_dbm, sensor.disabled_at is not null as disabled,
  section.blue_mm as thresholds_blue_mm, section.yellow_mm as thresholds_yellow_mm,
  section.orange_mm as thresholds_orange_mm,
  section.red_mm as thresholds_red_mm, section.power_risk_mm as thresholds_power_risk_mm,
  not sensor_is_heard(state.heard_at, sensor.heartbeat_minutes, now()) as silent,
  sensor.kind as installation_kind, sensor.install_height_mm as installation_install_height_mm,
  sensor.zero_offset_mm as installation_zero_offset_mm, sensor.range_min_mm as installation_range_min_mm,
  sensor.range_max_mm as installation_range_max_mm, sensor.sample_minutes_dry as installation_sample_minutes_dry,
  sensor.sample_minutes_wet as installation_sample_minutes_wet,
  sensor.heartbeat_minutes as installation_heartbeat_minutes,
  (select coalesce(json_agg(json_build_object('validFrom', nullif(z.valid_from, '-infinity'),
    'zeroOffsetMm', z.zero_offset_mm,
      'changedBy', account.name, 'changedAt', z.changed_at) order by z.valid_from desc), '[]')
    from sensor_zero z left join account on account.id = z.changed_by
      where z.sensor_id = sensor.id) as installation_zero_history
from sensor
left join section on section.code = sensor.section_code
left join sensor_state state on state.sensor_id = sensor.id
join sensor_levels(now()) said on said.sensor_id = sensor.id
left join ponding_event event on event.section_code = section.code and sensor.disabled_at is null
  and event.closed_at is null and event.merged_into is null and event.withdrawn_at is null
  and not event.is_past
where sensor.code > @after and (@town::text is null or coalesce(section.town_code, town_at(sensor.position)) = @town)
  and (@code::text is null or sensor.code = @code)
order by sensor.code
limit @most
