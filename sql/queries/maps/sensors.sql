-- A tile's sensors with what they said last, and the low-lying stretches of road that they watch.
-- Parameters: z, x, y; town (the caller's cut, null for none); now.
-- Columns: tile (layers sensors: code, section, level as sensor_level says, depth_mm; sections: code, name, level of its worst sensor).
with bounds as (
  -- around: a symbol's width more on each side, so that one at the edge is drawn whole on either tile
  select st_tileenvelope(@z, @x, @y) as box, st_transform(st_tileenvelope(@z, @x, @y, margin => 1.0 / 32), 4326) as around
), state as (
  select
    s.code, s.position, s.section_code, section.name as section, state.depth_mm,
    sensor_level(
      state.depth_mm, state.heard_at, s.heartbeat_minutes, @now,
      section.blue_mm, section.yellow_mm, section.orange_mm, section.red_mm) as level
  from sensor s
  left join section on section.code = s.section_code
  left join sensor_state state on state.sensor_id = s.id
  where s.disabled_at is null and (@town is null or section.town_code = @town)
), sensor_feature as (
  select
    state.code, state.section, state.depth_mm, state.level,
    st_asmvtgeom(st_transform(state.position, 3857), bounds.box, 4096, 0, false) as geom
  from state, bounds
  where state.position && bounds.around
), section_feature as (
  select
    section.code, section.name, worst.level,
    st_asmvtgeom(st_transform(section.line, 3857), bounds.box, 4096, 64, true) as geom
  from bounds
  join section on section.line && st_transform(bounds.box, 4326)
  join lateral (
    select state.level from state where state.section_code = section.code
    order by array_position(array['red', 'orange', 'yellow', 'blue', 'none', 'silent'], state.level)
    limit 1
  ) worst on true
  where @town is null or section.town_code = @town
)
select
  (select st_asmvt(section_feature, 'sections', 4096, 'geom') from section_feature)
  || (select st_asmvt(sensor_feature, 'sensors', 4096, 'geom') from sensor_feature) as tile;
