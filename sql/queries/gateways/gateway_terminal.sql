-- The terminal of a gateway: profile, what it calls itself, and which of our sensors its numbers are.
-- Parameter: gateway. Columns: gateway, profile, device, push, sensors (array of objects)
select t.gateway_id as gateway, t.profile_code as profile, t.device, t.push_style as push,
  (select coalesce(json_agg(json_build_object('number', s.number, 'sensor', n.code, 'zeroMm', s.zero_mm)
      order by s.number), '[]')
    from terminal_sensor s join sensor n on n.id = s.sensor_id where s.gateway_id = t.gateway_id) as sensors
from terminal t where t.gateway_id = @gateway
