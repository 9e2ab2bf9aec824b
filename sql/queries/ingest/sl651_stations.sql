-- The stations that speak SL 651 with the sensors that their elements are; a row for each element, or one without.
-- Columns: gateway_id, address, password, poll_seconds, element_address, element, sensor_code, unit, zero_mm,
-- ends_at_time
select s.gateway_id, s.address, s.password, s.poll_seconds, e.address as element_address, e.element,
  n.code as sensor_code, e.unit, e.zero_mm, e.ends_at_time
from sl651_station s
left join (sl651_element e join sensor n on n.id = e.sensor_id) on e.gateway_id = s.gateway_id
