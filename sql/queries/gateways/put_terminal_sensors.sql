-- Names the sensors that a terminal's numbers are, after its earlier ones are gone; only sensors of this gateway.
-- Parameters: gateway, numbers, sensors, zeros_mm (arrays of one length). Column: sensor, of those named.
insert into terminal_sensor (gateway_id, number, sensor_id, zero_mm)
select @gateway, i.number, n.id, i.zero_mm
from unnest(@numbers, @sensors, @zeros_mm) as i (number, sensor, zero_mm)
join sensor n on n.code = i.sensor and n.gateway_id = @gateway
returning (select n.code from sensor n where n.id = sensor_id)
