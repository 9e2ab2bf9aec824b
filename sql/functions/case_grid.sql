-- Cases counted by the cells of map tiles (64 a side), where points would be too many to send and too close to tell
-- apart. Kept in step with case_file by the transaction that changes a case, and counted anew when this file changes.

-- The stage of a case's status, as maps and lists colour it: register, dispatch, handle, check, closed, and other for
-- what rests (suspended) or came to nothing (not accepted, cancelled, merged). Statuses are configuration: one that a
-- city adds without a place here is somebody's work, so it counts as handle.
create or replace function case_stage(status text) returns text
  language sql immutable strict parallel safe
  return case
    when status in ('reported', 'pending_verify', 'pending_register') then 'register'
    when status in ('pending_dispatch', 'returned') then 'dispatch'
    when status in ('handled', 'pending_check', 'pending_close') then 'check'
    when status in ('closed', 'forced_close') then 'closed'
    when status in ('suspended', 'not_accepted', 'cancelled', 'merged') then 'other'
    else 'handle'
  end;

-- Where a position (EPSG:4326) lies on the grid: at every second zoom the web mercator tile, its cell, and the place in
-- the tile in units of 4096 a side from the north-west. For the zooms between, four cells are put together.
create or replace function case_grid_places(place geometry)
  returns table (zoom integer, x integer, y integer, cell integer, px integer, py integer)
  language sql immutable parallel safe rows 3 as $$
  select z, east >> 12, south >> 12, ((south & 4095) >> 6) * 64 + ((east & 4095) >> 6), east & 4095, south & 4095
  from (
    select
      z,
      floor((st_x(place) + 180) / 360 * (4096 << z))::integer as east,
      floor((1 - asinh(tan(radians(st_y(place)))) / pi()) / 2 * (4096 << z))::integer as south
    from (values (9), (11), (13)) level (z)
  ) whole
$$;

-- What a case is counted under: the total, and what decides who may see it.
create or replace function case_grid_rows(responsible text, reporter text)
  returns table (is_total boolean, organisation_code text, reporter_organisation_code text)
  language sql immutable parallel safe rows 2 as $$
  values (true, '', ''), (false, responsible, coalesce(reporter, ''))
$$;

create or replace function case_grid_follow() returns trigger language plpgsql as $$
begin
  insert into case_grid as g (is_total, zoom, x, y, cell, organisation_code, reporter_organisation_code, town_code,
    register, dispatch, handle, to_check, closed, other, sum_px, sum_py)
  select
    r.is_total, p.zoom, p.x, p.y, p.cell, r.organisation_code, r.reporter_organisation_code, moved.town_code,
    sum(cases * (stage = 'register')::integer), sum(cases * (stage = 'dispatch')::integer),
    sum(cases * (stage = 'handle')::integer),
    sum(cases * (stage = 'check')::integer), sum(cases * (stage = 'closed')::integer),
    sum(cases * (stage = 'other')::integer),
    sum(cases * p.px), sum(cases * p.py)
  from (
    select -1 as cases, old.position, old.town_code, case_stage(old.status) as stage, old.organisation_code,
      old.reporter_organisation_code as reporter
    union all
    select 1, new.position, new.town_code, case_stage(new.status), new.organisation_code,
      new.reporter_organisation_code
    where tg_op <> 'DELETE'
  ) moved
  cross join lateral case_grid_rows(moved.organisation_code, moved.reporter) r
  cross join lateral case_grid_places(moved.position) p
  group by 1, 2, 3, 4, 5, 6, 7, 8
  order by 1, 2, 3, 4, 5, 6, 7, 8
  on conflict on constraint case_grid_pk do update set
    register = g.register + excluded.register, dispatch = g.dispatch + excluded.dispatch,
    handle = g.handle + excluded.handle,
    to_check = g.to_check + excluded.to_check, closed = g.closed + excluded.closed, other = g.other + excluded.other,
    sum_px = g.sum_px + excluded.sum_px, sum_py = g.sum_py + excluded.sum_py;
  return null;
end $$;

-- Cases come in groups, and a group counts once a cell.
create or replace function case_grid_arrive() returns trigger language plpgsql as $$
begin
  insert into case_grid as g (is_total, zoom, x, y, cell, organisation_code, reporter_organisation_code, town_code,
    register, dispatch, handle, to_check, closed, other, sum_px, sum_py)
  select
    r.is_total, p.zoom, p.x, p.y, p.cell, r.organisation_code, r.reporter_organisation_code, moved.town_code,
    sum(cases * (stage = 'register')::integer), sum(cases * (stage = 'dispatch')::integer),
    sum(cases * (stage = 'handle')::integer),
    sum(cases * (stage = 'check')::integer), sum(cases * (stage = 'closed')::integer),
    sum(cases * (stage = 'other')::integer),
    sum(cases * p.px), sum(cases * p.py)
  from (
    select 1 as cases, n.position, n.town_code, case_stage(n.status) as stage, n.organisation_code,
      n.reporter_organisation_code as reporter
    from arrived n
    offset 0 -- the stage is asked once for a case, not for each sum
  ) moved
  cross join lateral case_grid_rows(moved.organisation_code, moved.reporter) r
  cross join lateral case_grid_places(moved.position) p
  group by 1, 2, 3, 4, 5, 6, 7, 8
  order by 1, 2, 3, 4, 5, 6, 7, 8
  on conflict on constraint case_grid_pk do update set
    register = g.register + excluded.register, dispatch = g.dispatch + excluded.dispatch,
    handle = g.handle + excluded.handle,
    to_check = g.to_check + excluded.to_check, closed = g.closed + excluded.closed, other = g.other + excluded.other,
    sum_px = g.sum_px + excluded.sum_px, sum_py = g.sum_py + excluded.sum_py;
  return null;
end $$;

-- Once for the statement that opens them. Their number's lock is held already, so the cells' locks make nobody wait
-- that does not wait for that.
drop trigger if exists case_grid_insert on case_file;
create trigger case_grid_insert after insert on case_file
  referencing new table as arrived for each statement execute function case_grid_arrive();
-- Changes at the commit, so that the cells that many share are locked for a moment only.
drop trigger if exists case_grid_delete on case_file;
create constraint trigger case_grid_delete after delete on case_file
  deferrable initially deferred for each row execute function case_grid_follow();
-- Places are compared by their bytes: a dump is restored with an empty search_path, where geometries have no operator.
drop trigger if exists case_grid_update on case_file;
create constraint trigger case_grid_update after update on case_file
  deferrable initially deferred for each row
  when ((case_stage(old.status), old.organisation_code, old.reporter_organisation_code, old.town_code,
    old.position::bytea)
    is distinct from
    (case_stage(new.status), new.organisation_code, new.reporter_organisation_code, new.town_code, new.position::bytea))
  execute function case_grid_follow();

create or replace procedure case_grid_rebuild() language plpgsql as $$
begin
  lock table case_file in share row exclusive mode;
  delete from case_grid;
  insert into case_grid (is_total, zoom, x, y, cell, organisation_code, reporter_organisation_code, town_code,
    register, dispatch, handle, to_check, closed, other, sum_px, sum_py)
  select
    r.is_total, p.zoom, p.x, p.y, p.cell, r.organisation_code, r.reporter_organisation_code, c.town_code,
    count(*) filter (where stage = 'register'), count(*) filter (where stage = 'dispatch'),
    count(*) filter (where stage = 'handle'),
    count(*) filter (where stage = 'check'), count(*) filter (where stage = 'closed'),
    count(*) filter (where stage = 'other'),
    sum(p.px), sum(p.py)
  from case_file c
  cross join lateral case_stage(c.status) stage
  cross join lateral case_grid_rows(c.organisation_code, c.reporter_organisation_code) r
  cross join lateral case_grid_places(c.position) p
  group by 1, 2, 3, 4, 5, 6, 7, 8;
end $$;
call case_grid_rebuild();
