-- A tile's cases counted by cell, 64 a side, from the stored grid; for callers who see the cases of every organisation.
-- Parameters: z (up to 13), x, y; town (the caller's cut, null for none).
-- Columns: tile (layer cases; the number of cases by stage, the zoom of the cells as level; each dot at the mean place of its cases).
with level as (
  -- The grid begins at zoom 8: a tile above it is put together from the tiles below it.
  select greatest(@z, 8) as zoom, greatest(8 - @z, 0) as deeper
), cell as (
  select
    case_stage(g.status) as stage, g.x, g.y, g.cell, sum(g.cases) as cases,
    sum(g.sum_px + g.cases * (g.x - (@x << deeper))::bigint * 4096) as east,
    sum(g.sum_py + g.cases * (g.y - (@y << deeper))::bigint * 4096) as south
  from case_grid g, level
  where g.zoom = level.zoom
    and g.x between @x << deeper and ((@x + 1) << deeper) - 1
    and g.y between @y << deeper and ((@y + 1) << deeper) - 1
    and (@town is null or g.town_code = @town)
    and g.cases > 0
  group by 1, 2, 3, 4
), feature as (
  select
    (sum(cases) filter (where stage = 'register'))::integer as register,
    (sum(cases) filter (where stage = 'dispatch'))::integer as dispatch,
    (sum(cases) filter (where stage = 'handle'))::integer as handle,
    (sum(cases) filter (where stage = 'check'))::integer as "check",
    (sum(cases) filter (where stage = 'closed'))::integer as closed,
    (sum(cases) filter (where stage = 'other'))::integer as other,
    max(zoom) as level,
    st_makepoint(
      round(sum(east) / sum(cases) / (1 << max(deeper))),
      round(sum(south) / sum(cases) / (1 << max(deeper)))) as geom
  from cell, level
  group by x, y, cell
)
select st_asmvt(feature, 'cases', 4096, 'geom') as tile from feature;
