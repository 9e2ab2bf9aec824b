-- The gateways that speak a format of their own, with the sensors of their own numbers as arrays of one length.
-- Columns: gateway_id, profile_code, device, push_style, push_token, numbers, sensors, zeros_mm
select t.gateway_id, t.profile_code, t.device, t.push_style, t.push_token,
  coalesce(array_agg(s.number) filter (where s.number is not null), '{}') as numbers,
  coalesce(array_agg(n.code) filter (where s.number is not null), '{}') as sensors,
  coalesce(array_agg(s.zero_mm) filter (where s.number is not null), '{}') as zeros_mm
from terminal t
left join (terminal_sensor s join sensor n on n.id = s.sensor_id) on s.gateway_id = t.gateway_id
group by t.gateway_id
