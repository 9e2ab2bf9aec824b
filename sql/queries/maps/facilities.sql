-- A tile's facilities: toilets, and those that the caller holds, like the register's list.
-- Parameters: z, x, y; organisation, town (the caller's scope: functions/visible_to.sql).
-- Columns: tile (layer facilities; code, name, type).
with bounds as (
  -- around: a symbol's width more on each side, so that one at the edge is drawn whole on either tile
  select st_tileenvelope(@z, @x, @y) as box, st_transform(st_tileenvelope(@z, @x, @y, margin => 1.0 / 32), 4326) as around
), feature as (
  select f.code, f.name, f.type, st_asmvtgeom(st_transform(f.position, 3857), bounds.box, 4096, 0, false) as geom
  from facility f, bounds
  where f.position && bounds.around
    and facility_visible_to(f.type, f.organisation_code, f.town_code, @organisation, @town)
)
select st_asmvt(feature, 'facilities', 4096, 'geom') as tile from feature;
