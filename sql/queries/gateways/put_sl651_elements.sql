-- Names the sensors that a station's elements are, after its earlier ones are gone; only sensors of this gateway.
-- Parameters: gateway, addresses, elements, sensors, units, zeros_mm, ends_at_time (arrays of one length).
-- Column: sensor, of those named.
insert into sl651_element (gateway_id, address, element, sensor_id, unit, zero_mm, ends_at_time)
select @gateway, i.address, i.element, n.id, i.unit, i.zero_mm, i.ends_at_time
from unnest(@addresses, @elements, @sensors, @units, @zeros_mm, @ends_at_time)
  as i (address, element, sensor, unit, zero_mm, ends_at_time)
join sensor n on n.code = i.sensor and n.gateway_id = @gateway
returning (select n.code from sensor n where n.id = sensor_id)
