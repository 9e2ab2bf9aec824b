-- What is wrong with sensors in service at a moment; none is left out, a healthy one has no findings.
--   offline: nothing heard for more than two heartbeats (or since it was put up); while it is dry, hours without a
--     word are normal; battery_low, signal_poor: below these, by what it said last; clock_wrong: its gateway's clock,
--     see gateway_clock.
create or replace function sensor_health(at timestamptz, least_battery_mv integer, least_rssi_dbm integer)
  returns table (sensor_id integer, findings text[], heard_at timestamptz, battery_mv integer, rssi_dbm integer,
    skew_ms bigint)
  language sql stable as $$
  select s.id, array_remove(array[
      case
        when coalesce(st.heard_at, s.created_at) < at - 2 * s.heartbeat_minutes * interval '1 minute' then 'offline'
      end,
      case when st.battery_mv < least_battery_mv then 'battery_low' end,
      case when st.rssi_dbm < least_rssi_dbm then 'signal_poor' end,
      case when clock.standing in ('ahead', 'behind') then 'clock_wrong' end], null),
    st.heard_at, st.battery_mv, st.rssi_dbm, case when clock.standing in ('ahead', 'behind') then clock.skew_ms end
  from sensor s
  left join sensor_state st on st.sensor_id = s.id
  left join (gateway g cross join lateral gateway_clock(g.id, at) clock) on g.id = s.gateway_id
  where s.disabled_at is null
$$;
