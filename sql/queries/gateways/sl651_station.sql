-- The SL 651 station of a gateway: which of its elements is which sensor, and what it said last in each.
-- Parameter: gateway. Columns: Sl651StationItem; elements and heard are arrays of objects.
select s.gateway_id as gateway, s.address, s.poll_seconds,
  (select coalesce(json_agg(json_build_object('address', e.address, 'element', e.element, 'sensor', n.code,
      'unit', e.unit, 'zeroMm', e.zero_mm, 'endsAtTime', e.ends_at_time) order by e.address, e.element), '[]')
    from sl651_element e join sensor n on n.id = e.sensor_id where e.gateway_id = s.gateway_id) as elements,
  (select coalesce(json_agg(json_build_object('address', h.address, 'element', h.element, 'state', h.state,
      'value', h.value, 'definition', upper(lpad(to_hex(h.definition::integer), 2, '0')),
      'raw', upper(encode(h.raw, 'hex')), 'observedAt', h.observed_at, 'heardAt', h.heard_at, 'times', h.times)
      order by h.address, h.element), '[]')
    from sl651_heard h where h.gateway_id = s.gateway_id) as heard
from sl651_station s where s.gateway_id = @gateway
