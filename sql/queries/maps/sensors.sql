-- A tile's sensors with what they said last, and the low-lying stretches of road that they watch.
-- Parameters: z, x, y; town (the caller's cut, null for none); now.
-- Columns: tile (layers sensors: code, section, level as sensor_levels says, depth_mm; sections: code, name, level as
-- section_level says).
with bounds as (
  -- around: a symbol's width more on each side, so that one at the edge is drawn whole on either tile
  select st_tileenvelope(@z, @x, @y) as box, st_transform(st_tileenvelope(@z, @x, @y,
    margin => 1.0 / 32), 4326) as around
), sensor_feature as (
  select
    s.code, section.name as section, said.depth_mm, said.level,
    st_asmvtgeom(st_transform(s.position, 3857), bounds.box, 4096, 0, false) as geom
  from bounds
  join sensor s on s.position && bounds.around and s.disabled_at is null
  join sensor_levels(@now) said on said.sensor_id = s.id
  left join section on section.code = s.section_code
  where @town is null or section.town_code = @town
), section_feature as (
  select
    section.code, section.name, section_level(event.level, watched.is_heard) as level,
    st_asmvtgeom(st_transform(section.line, 3857), bounds.box, 4096, 64, true) as geom
  from bounds
  join section on section.line && bounds.around
  join lateral (
    select bool_or(sensor_is_heard(state.heard_at, s.heartbeat_minutes, @now)) as is_heard
    from sensor s left join sensor_state state on state.sensor_id = s.id
    where s.section_code = section.code and s.disabled_at is null
    having count(*) > 0
  ) watched on true
  left join ponding_event event on event.section_code = section.code
    and event.closed_at is null and event.merged_into is null and event.withdrawn_at is null
    and not event.is_past
  where @town is null or section.town_code = @town
)
select
  (select st_asmvt(section_feature, 'sections', 4096, 'geom') from section_feature)
  || (select st_asmvt(sensor_feature, 'sensors', 4096, 'geom') from sensor_feature) as tile;
