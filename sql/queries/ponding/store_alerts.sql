-- Records the levels that an event has reached; a level that the samples do not bear out any more is withdrawn.
-- Parameters: event, now; levels with the reached_at, depth_mm, sensors and announced (only of those new) of each
with reached as (
  insert into ponding_alert as a (event_id, level, reached_at, depth_mm, sensor_id, recorded_at, announced)
  select @event, r.level, r.reached_at, r.depth_mm, r.sensor_id, @now, r.announced
  from unnest(@levels, @reached_at, @depth_mm, @sensors, @announced) as r (level, reached_at, depth_mm,
    sensor_id, announced)
  on conflict on constraint ponding_alert_pk do update set
    reached_at = excluded.reached_at, depth_mm = excluded.depth_mm, sensor_id = excluded.sensor_id,
    announced = a.announced or excluded.announced, withdrawn_at = null
  where (a.reached_at, a.depth_mm, a.sensor_id, a.withdrawn_at) is distinct from (excluded.reached_at,
    excluded.depth_mm, excluded.sensor_id, null)
    or (excluded.announced and not a.announced)
)
update ponding_alert set withdrawn_at = @now
where event_id = @event and level <> all (@levels) and withdrawn_at is null
