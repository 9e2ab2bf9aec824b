-- The town that a place counts for: the one that covers it (on a border the lowest code), otherwise the nearest.
create or replace function town_at(place geometry) returns text language sql stable as $$
  select t.code from town t order by st_distance(t.boundary, place), t.code limit 1
$$;
