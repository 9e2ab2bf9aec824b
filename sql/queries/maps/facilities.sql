-- A tile's facilities: toilets, and those that the caller holds, like the register's list.
-- Parameters: z, x, y; organisation, town (the caller's scope: functions/visible_to.sql).
-- Columns: tile (layer facilities; code, name, type).
with bounds as (
  select st_tileenvelope(@z, @x, @y) as box
), feature as (
  select f.code, f.name, f.type, st_asmvtgeom(st_transform(f.position, 3857), bounds.box, 4096, 0, false) as geom
  from facility f, bounds
  where f.position && st_transform(bounds.box, 4326)
    and facility_visible_to(f.type, f.organisation_code, f.town_code, @organisation, @town)
)
select st_asmvt(feature, 'facilities', 4096, 'geom') as tile from feature;
