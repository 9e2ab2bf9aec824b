-- A tile's towns: their areas, and their names at their centres.
-- Parameters: z, x, y.
-- Columns: tile (layers towns: code, name, name_en, approximate; town_names: code, name, name_en).
with bounds as (
  select st_tileenvelope(@z, @x, @y) as box
), area as (
  select
    town.code, town.name, town.name_en, town.boundary_is_approximate as approximate,
    st_asmvtgeom(st_transform(town.boundary, 3857), bounds.box, 4096, 64, true) as geom
  from town, bounds
  where town.boundary && st_transform(st_expand(bounds.box, (st_xmax(bounds.box) - st_xmin(bounds.box)) / 64), 4326)
), label as (
  select town.code, town.name, town.name_en, st_asmvtgeom(st_transform(town.centre, 3857), bounds.box, 4096, 0, false) as geom
  from town, bounds
  where town.centre && st_transform(bounds.box, 4326)
)
select (select st_asmvt(area, 'towns', 4096, 'geom') from area) || (select st_asmvt(label, 'town_names', 4096, 'geom') from label) as tile;
