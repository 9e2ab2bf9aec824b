-- A tile's cases counted by cell, 64 a side, from the stored grid.
-- Parameters: z (up to 13), x, y; own, organisation, town (the caller's scope: functions/visible_to.sql).
-- Columns: tile (layer cases; the number of cases by stage, level = z; each dot at the mean place of its cases).
with stored as (
  -- The grid has every second zoom; a tile of another is put together from the deeper tiles within it.
  select zoom, zoom - @z as deeper from (select case when @z <= 9 then 9 when @z <= 11 then 11
    else 13 end as zoom) nearest
), cell as (
  select
    ((g.x * 64 + (g.cell & 63)) >> deeper) as col, ((g.y * 64 + (g.cell >> 6)) >> deeper) as line,
    sum(g.register) as register, sum(g.dispatch) as dispatch, sum(g.handle) as handle, sum(g.to_check) as to_check,
    sum(g.closed) as closed, sum(g.other) as other, sum(cases) as cases,
    sum(g.sum_px + cases * g.x::bigint * 4096)::double precision / (1 << max(deeper)) as east,
    sum(g.sum_py + cases * g.y::bigint * 4096)::double precision / (1 << max(deeper)) as south
  from stored
  join case_grid g on g.zoom = stored.zoom
    and g.x between (@x << deeper) - 1 and (@x + 1) << deeper
    and g.y between (@y << deeper) - 1 and (@y + 1) << deeper
  cross join lateral (select g.register + g.dispatch + g.handle + g.to_check + g.closed + g.other as cases) totals
  -- two cells of the neighbours on each side: a dot at the edge is drawn whole on either tile
  where (g.x * 64 + (g.cell & 63)) >> deeper between @x * 64 - 2 and @x * 64 + 65
    and (g.y * 64 + (g.cell >> 6)) >> deeper between @y * 64 - 2 and @y * 64 + 65
    and g.is_total = (@organisation is null and @town is null) and cases > 0
    and case_visible_to(g.organisation_code, g.reporter_organisation_code, g.town_code, @own, @organisation, @town)
  group by 1, 2
), feature as (
  select
    nullif(register, 0)::integer as register, nullif(dispatch, 0)::integer as dispatch,
    nullif(handle, 0)::integer as handle,
    nullif(to_check, 0)::integer as "check", nullif(closed, 0)::integer as closed, nullif(other, 0)::integer as other,
    @z as level,
    st_makepoint(floor(east / cases) - @x::bigint * 4096, floor(south / cases) - @y::bigint * 4096) as geom
  from cell
)
select st_asmvt(feature, 'cases', 4096, 'geom') as tile from feature;
