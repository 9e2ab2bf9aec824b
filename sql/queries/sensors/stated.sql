-- Every sensor as it was put up, for an import that changes what its list says.
-- Columns: code, gateway, section (null for none), lon, lat (WGS84), kind, install_height_mm (null when unknown),
-- zero_offset_mm, range_min_mm, range_max_mm, sample_minutes_dry, sample_minutes_wet, heartbeat_minutes, disabled
select code, gateway_id as gateway, section_code as section, st_x(position) as lon, st_y(position) as lat, kind,
  install_height_mm,
  zero_offset_mm, range_min_mm, range_max_mm, sample_minutes_dry, sample_minutes_wet, heartbeat_minutes,
  disabled_at is not null as disabled
from sensor
