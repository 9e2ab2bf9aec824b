-- Keeps a facility in the 单元网格 that it lies in, whichever way it came: one without a grid code gets it from its
-- position, one that moved gets it anew. Where there are no official grids, a code stays while it is its town's.
create or replace function grid_at(place geometry) returns text language sql stable as $$
  select g.code from grid g where st_covers(g.boundary, place) order by g.code limit 1
$$;

create or replace function facility_find_grid() returns trigger language plpgsql as $$
begin
  if new.grid_code is null then
    new.grid_code := grid_at(new.position);
  elsif tg_op = 'UPDATE' and new.grid_code = old.grid_code and not st_equals(new.position, old.position) then
    new.grid_code := coalesce(grid_at(new.position), case
      when left(new.grid_code, 9) = new.town_code then new.grid_code end);
  end if;
  return new;
end $$;

create or replace trigger facility_grid_insert before insert on facility
  for each row execute function facility_find_grid();
create or replace trigger facility_grid_update before update of position, grid_code on facility
  for each row execute function facility_find_grid();
