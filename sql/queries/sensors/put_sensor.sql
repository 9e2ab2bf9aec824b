-- Puts a sensor up or changes it; where it measures from now on is logged by a trigger.
-- $1 code  $2 gateway_id  $3 section_code  $4 lon  $5 lat (WGS84)  $6 kind  $7 install_height_mm  $8 zero_offset_mm  $9 range_min_mm
-- $10 range_max_mm  $11 sample_minutes_dry  $12 sample_minutes_wet  $13 heartbeat_minutes  $14 disabled  $15 now
-- Column: is_new.
insert into sensor as s (code, gateway_id, section_code, position, kind, install_height_mm, zero_offset_mm, range_min_mm, range_max_mm,
  sample_minutes_dry, sample_minutes_wet, heartbeat_minutes, created_at, disabled_at)
values ($1, $2, $3, st_setsrid(st_makepoint($4, $5), 4326), $6, $7, $8, $9, $10, $11, $12, $13, $15, case when $14 then $15::timestamptz end)
on conflict on constraint sensor_code_unique do update set
  gateway_id = excluded.gateway_id, section_code = excluded.section_code, position = excluded.position, kind = excluded.kind,
  install_height_mm = excluded.install_height_mm, zero_offset_mm = excluded.zero_offset_mm,
  range_min_mm = excluded.range_min_mm, range_max_mm = excluded.range_max_mm,
  sample_minutes_dry = excluded.sample_minutes_dry, sample_minutes_wet = excluded.sample_minutes_wet,
  heartbeat_minutes = excluded.heartbeat_minutes,
  disabled_at = case when excluded.disabled_at is not null then coalesce(s.disabled_at, excluded.disabled_at) end
returning xmax = 0
