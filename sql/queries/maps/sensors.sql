-- A tile's sensors with what they said last.
-- Parameters: z, x, y; town (the caller's cut, null for none); now.
-- Columns: tile (layer sensors; code, section, level as sensor_level says, depth_mm).
with bounds as (
  select st_tileenvelope(@z, @x, @y) as box
), feature as (
  select
    s.code, section.name as section, state.depth_mm,
    sensor_level(state.depth_mm, state.heard_at, @now, section.blue_mm, section.yellow_mm, section.orange_mm, section.red_mm) as level,
    st_asmvtgeom(st_transform(s.position, 3857), bounds.box, 4096, 0, false) as geom
  from bounds
  join sensor s on s.position && st_transform(bounds.box, 4326)
  left join section on section.code = s.section_code
  left join sensor_state state on state.sensor_id = s.id
  where s.disabled_at is null and (@town is null or section.town_code = @town)
)
select st_asmvt(feature, 'sensors', 4096, 'geom') as tile from feature;
