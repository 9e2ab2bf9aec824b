-- What sensors said last.
-- Parameters: codes (of sensors), now. Columns: sensor: SensorHeard; town (null without one).
select
  s.code as sensor_code, state.depth_mm as sensor_depth_mm, state.observed_at as sensor_observed_at,
  said.level as sensor_level, section.town_code as town
from sensor s
join sensor_state state on state.sensor_id = s.id
join sensor_levels(@now) said on said.sensor_id = s.id
left join section on section.code = s.section_code
where s.code = any (@codes);
