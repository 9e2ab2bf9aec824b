-- Every section as it stands now, the worst first.
-- Parameters: town (null for all), now.
-- Columns: section, name, town, lon, lat, level (the open event's colour, or none), at_power_risk, event, since,
-- peak_mm, peak_at;
-- blue_mm to hysteresis_mm: the section's thresholds now; depth_mm and observed_at of the deepest sensor that is not
-- silent (more than two heartbeats); state (live, silent, no_sensor);
-- sensors: a JSON array of code, depthMm, observedAt, silent; alarm: a JSON object of id, raisedAt, acknowledgedAt
-- while one stands.
select s.code as section, s.name, s.town_code as town, st_x(middle.point) as lon, st_y(middle.point) as lat,
  coalesce(e.level, 0)::smallint as level, coalesce(e.at_power_risk, false) as at_power_risk, e.id as event,
  e.opened_at as since,
  s.blue_mm, s.yellow_mm, s.orange_mm, s.red_mm, s.power_risk_mm, s.hysteresis_mm,
  e.peak_mm, e.peak_at, deepest.depth_mm, deepest.observed_at,
  case when sensors.count = 0 then 'no_sensor' when deepest.depth_mm is null then 'silent' else 'live' end as state,
  sensors.list::text as sensors, alarm.standing::text as alarm
from section s
cross join lateral (select section_middle(s.line) as point) middle
left join ponding_event e on e.section_code = s.code and e.closed_at is null and e.merged_into is null
  and e.withdrawn_at is null and not e.is_past
cross join lateral (
  select count(*) as count, coalesce(json_agg(json_build_object('code', m.code, 'depthMm', st.depth_mm,
    'observedAt', st.observed_at,
    'silent', not sensor_is_heard(st.heard_at, m.heartbeat_minutes, @now)) order by m.code), '[]') as list
  from sensor m left join sensor_state st on st.sensor_id = m.id
  where m.section_code = s.code and m.disabled_at is null
) sensors
left join lateral (
  select st.depth_mm, st.observed_at
  from sensor m join sensor_state st on st.sensor_id = m.id
  where m.section_code = s.code and m.disabled_at is null and sensor_is_heard(st.heard_at, m.heartbeat_minutes, @now)
  order by st.depth_mm desc, st.observed_at desc limit 1
) deepest on true
left join lateral (
  select json_build_object('id', a.id, 'raisedAt', a.raised_at, 'acknowledgedAt', a.acknowledged_at) as standing
  from ponding_alarm a where a.section_code = s.code and a.finished_at is null
) alarm on true
where @town::text is null or s.town_code = @town
order by coalesce(e.level, 0) desc, coalesce(e.at_power_risk, false) desc, s.code
