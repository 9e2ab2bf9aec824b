-- A tile's towns: their areas, and their names at their centres.
-- Parameters: z, x, y.
-- Columns: tile (layers towns: code, name, name_en, approximate; town_names: code, name, name_en).
with bounds as (
  -- around: a symbol's width more on each side, so that one at the edge is drawn whole on either tile
  select st_tileenvelope(@z, @x, @y) as box, st_transform(st_tileenvelope(@z, @x, @y,
    margin => 1.0 / 32), 4326) as around
), area as (
  select
    town.code, town.name, town.name_en, town.boundary_is_approximate as approximate,
    st_asmvtgeom(st_transform(town.boundary, 3857), bounds.box, 4096, 64, true) as geom
  from town, bounds
  where town.boundary && st_transform(st_expand(bounds.box, (st_xmax(bounds.box) - st_xmin(bounds.box)) / 64), 4326)
), label as (
  select town.code, town.name, town.name_en, st_asmvtgeom(st_transform(town.centre, 3857), bounds.box,
    4096, 0, false) as geom
  from town, bounds
  where town.centre && bounds.around
)
select (select st_asmvt(area, 'towns', 4096, 'geom') from area)
  || (select st_asmvt(label, 'town_names', 4096, 'geom') from label) as tile;
