-- What a patrol's track and reports come to.
-- Parameters: patrol, town (its town's code, or null), counted (the times of the positions that count,
--   Features/Patrols/TrackFilter.cs).
-- Columns: problems; is_official (there are official
-- grids: of the patrol's town, or any where it has none), cells (those that the track crosses, squares of 100 m
-- otherwise; a leg over 500 m counts at its ends only: nobody was seen on the way), town_cells.
with fix as (
  select observed_at, position, st_transform(position, 4547) as metric
  from patrol_position
  where patrol_id = @patrol and observed_at = any (@counted)
), leg as (
  select
    position, lag(position) over track as before,
    st_x(lag(metric) over track) as x0, st_y(lag(metric) over track) as y0, st_x(metric) as x1, st_y(metric) as y1,
    st_distance(lag(position) over track ::geography, position::geography) as metres
  from fix
  window track as (order by observed_at)
), cell as (
  select distinct
    floor((x1 + (coalesce(x0, x1) - x1) * step / steps) / 100) as column_,
    floor((y1 + (coalesce(y0, y1) - y1) * step / steps) / 100) as row_
  from leg
  cross join lateral (select case when metres <= 500 then ceil(metres / 25)::integer + 1 else 1 end as steps) fine
  cross join lateral generate_series(0, case when metres <= 500 then steps else 0 end) as step
), official as (
  select exists (select from grid where @town is null or town_code = @town) as is_there
), visited as (
  select distinct g.code
  from leg
  cross join lateral (select case when metres <= 500 then st_makeline(before, position)
    else position end as path) walked
  join grid g on st_intersects(g.boundary, walked.path)
  where @town is null or g.town_code = @town
)
select
  (select count(*)::integer from found_problem r where r.patrol_id = @patrol) as problems,
  (select is_there from official) as is_official,
  case when (select is_there from official) then (select count(*)::integer from visited)
    else (select count(*)::integer from cell) end as cells,
  case when (select is_there from official) then (select count(*)::integer from grid where town_code = @town)
    else (select ceil(st_area(boundary::geography) / 10000)::integer from town where code = @town) end as town_cells
