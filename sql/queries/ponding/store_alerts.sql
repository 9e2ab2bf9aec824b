-- Records the levels that an event has reached; a level that the samples do not bear out any more is withdrawn.
-- $1 event  $2 level[]  $3 reached_at[]  $4 depth_mm[]  $5 sensor_id[]  $6 announced[] (only of those new)  $7 now
with reached as (
  insert into ponding_alert as a (event_id, level, reached_at, depth_mm, sensor_id, recorded_at, announced)
  select $1, r.level, r.reached_at, r.depth_mm, r.sensor_id, $7, r.announced
  from unnest($2, $3, $4, $5, $6) as r (level, reached_at, depth_mm, sensor_id, announced)
  on conflict on constraint ponding_alert_pk do update set
    reached_at = excluded.reached_at, depth_mm = excluded.depth_mm, sensor_id = excluded.sensor_id,
    announced = a.announced or excluded.announced, withdrawn_at = null
  where (a.reached_at, a.depth_mm, a.sensor_id, a.withdrawn_at) is distinct from (excluded.reached_at, excluded.depth_mm, excluded.sensor_id, null)
    or (excluded.announced and not a.announced)
)
update ponding_alert set withdrawn_at = $7
where event_id = $1 and level <> all ($2) and withdrawn_at is null
