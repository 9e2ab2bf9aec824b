-- What sensors said last.
-- Parameters: codes (of sensors), now. Columns: sensor: SensorHeard; town (null without one).
select
  s.code as sensor_code, state.depth_mm as sensor_depth_mm, state.observed_at as sensor_observed_at,
  sensor_level(state.depth_mm, state.heard_at, s.heartbeat_minutes, @now, section.blue_mm, section.yellow_mm, section.orange_mm, section.red_mm)
    as sensor_level,
  section.town_code as town
from sensor s
join sensor_state state on state.sensor_id = s.id
left join section on section.code = s.section_code
where s.code = any (@codes);
