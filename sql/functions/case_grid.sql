-- Keeps case_grid in step with case_file, in the transaction that changes a case.

-- Where a position (EPSG:4326) lies in the web mercator tiles of a zoom: the tile, its cell, and the place in it in units
-- of 4096 a side from the north-west.
create or replace function case_grid_place(
  place geometry, zoom integer, out x integer, out y integer, out cell smallint, out px integer, out py integer)
  language sql immutable strict parallel safe as $$
  select east >> 12, south >> 12, (((south & 4095) >> 6) * 64 + ((east & 4095) >> 6))::smallint, east & 4095, south & 4095
  from (
    select
      floor((st_x(place) + 180) / 360 * (4096 << zoom))::integer as east,
      floor((1 - asinh(tan(radians(st_y(place)))) / pi()) / 2 * (4096 << zoom))::integer as south
  ) whole
$$;

create or replace function case_grid_follow() returns trigger language plpgsql as $$
declare
  gone case_file[] := '{}';
  come case_file[] := '{}';
begin
  if tg_op <> 'INSERT' then gone := array(select row(o.*)::case_file from old_row o); end if;
  if tg_op <> 'DELETE' then come := array(select row(n.*)::case_file from new_row n); end if;
  -- In the key's order, so that two transactions which move the same cells wait for each other instead of locking up.
  insert into case_grid as g (zoom, x, y, cell, town_code, status, cases, sum_px, sum_py)
  select zoom, p.x, p.y, p.cell, moved.town_code, moved.status, sum(moved.cases), sum(moved.cases * p.px), sum(moved.cases * p.py)
  from (
    select c.position, c.town_code, c.status, 1 as cases from unnest(come) c
    union all
    select c.position, c.town_code, c.status, -1 from unnest(gone) c
  ) moved
  cross join generate_series(8, 13) zoom
  cross join case_grid_place(moved.position, zoom) p
  group by 1, 2, 3, 4, 5, 6
  having (sum(moved.cases), sum(moved.cases * p.px), sum(moved.cases * p.py)) <> (0, 0, 0)
  order by 1, 2, 3, 4, 5, 6
  on conflict on constraint case_grid_pk do update set
    cases = g.cases + excluded.cases, sum_px = g.sum_px + excluded.sum_px, sum_py = g.sum_py + excluded.sum_py;
  return null;
end $$;

create or replace trigger case_grid_insert after insert on case_file
  referencing new table as new_row for each statement execute function case_grid_follow();
create or replace trigger case_grid_update after update on case_file
  referencing old table as old_row new table as new_row for each statement execute function case_grid_follow();
create or replace trigger case_grid_delete after delete on case_file
  referencing old table as old_row for each statement execute function case_grid_follow();

-- Counts everything anew; also when this file's definitions change.
create or replace procedure case_grid_rebuild() language plpgsql as $$
begin
  lock table case_file in share row exclusive mode;
  delete from case_grid;
  insert into case_grid (zoom, x, y, cell, town_code, status, cases, sum_px, sum_py)
  select zoom, p.x, p.y, p.cell, c.town_code, c.status, count(*), sum(p.px), sum(p.py)
  from case_file c cross join generate_series(8, 13) zoom cross join case_grid_place(c.position, zoom) p
  group by 1, 2, 3, 4, 5, 6;
end $$;
call case_grid_rebuild();
