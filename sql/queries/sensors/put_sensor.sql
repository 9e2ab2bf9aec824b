-- Puts a sensor up or changes it; where it measures from now on is logged by a trigger.
-- Parameters: code, gateway, section (null for none), lon, lat (WGS84), kind, install_height_mm (null when unknown),
-- zero_offset_mm, range_min_mm, range_max_mm, sample_minutes_dry, sample_minutes_wet, heartbeat_minutes, disabled, now
-- Column: is_new.
insert into sensor as s (code, gateway_id, section_code, position, kind, install_height_mm, zero_offset_mm,
  range_min_mm, range_max_mm,
  sample_minutes_dry, sample_minutes_wet, heartbeat_minutes, created_at, disabled_at)
values (@code, @gateway, @section, st_setsrid(st_makepoint(@lon, @lat), 4326), @kind, @install_height_mm,
  @zero_offset_mm,
  @range_min_mm, @range_max_mm, @sample_minutes_dry, @sample_minutes_wet, @heartbeat_minutes, @now, case
    when @disabled then @now::timestamptz end)
on conflict on constraint sensor_code_unique do update set
  gateway_id = excluded.gateway_id, section_code = excluded.section_code, position = excluded.position,
  kind = excluded.kind,
  install_height_mm = excluded.install_height_mm, zero_offset_mm = excluded.zero_offset_mm,
  range_min_mm = excluded.range_min_mm, range_max_mm = excluded.range_max_mm,
  sample_minutes_dry = excluded.sample_minutes_dry, sample_minutes_wet = excluded.sample_minutes_wet,
  heartbeat_minutes = excluded.heartbeat_minutes,
  disabled_at = case when excluded.disabled_at is not null then coalesce(s.disabled_at, excluded.disabled_at) end
returning xmax = 0
