-- A tile's facilities: toilets, and those that the caller holds, like the register's list.
-- Parameters: z, x, y; organisation, town (the caller's scope: functions/visible_to.sql); types (null for all);
-- most (features).
-- Columns: tile (layer facilities: code, name, type, icon; layer facility_shapes: code, type, for those that are a line
-- or an area).
with bounds as (
  -- around: a symbol's width more on each side, so that one at the edge is drawn whole on either tile
  select st_tileenvelope(@z, @x, @y) as box, st_transform(st_tileenvelope(@z, @x, @y,
    margin => 1.0 / 32), 4326) as around
), feature as (
  select f.code, f.name, f.type, k.icon,
    st_asmvtgeom(st_transform(f.position, 3857), bounds.box, 4096, 0, false) as geom
  from bounds, facility f
  join facility_kind k on k.code = f.type
  where f.position && bounds.around and (@types is null or f.type = any (@types))
    and facility_visible_to(f.type, f.organisation_code, f.town_code, @organisation, @town)
  order by f.code
  limit @most
), shaped as (
  select f.code, f.type, st_asmvtgeom(st_transform(f.shape, 3857), bounds.box, 4096, 128, true) as geom
  from bounds, facility f
  where f.shape && bounds.around and (@types is null or f.type = any (@types))
    and facility_visible_to(f.type, f.organisation_code, f.town_code, @organisation, @town)
  order by f.code
  limit @most
)
select coalesce((select st_asmvt(feature, 'facilities', 4096, 'geom') from feature), '')
  || coalesce((
    select st_asmvt(shaped, 'facility_shapes', 4096, 'geom') from shaped where shaped.geom is not null), '') as tile;
