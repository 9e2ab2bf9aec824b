-- Fills in positions and towns and says what is wrong with a staged row that only the database can tell.
-- No parameters. Columns: row_number, reason.
update staged_facility s set position = st_setsrid(st_makepoint(s.lon, s.lat), 4326) where s.lon is not null;
analyze staged_facility;
update staged_facility s set town_code = (
  select t.code from town t where st_covers(t.boundary, s.position) order by t.code limit 1)
where s.town_code is null and s.position is not null;
-- Outside every town: up to 5 km count for the nearest one, as reports do.
update staged_facility s set town_code = near.code
from staged_facility o
cross join lateral (
  select t.code from town t where st_dwithin(t.boundary::geography, o.position::geography, 5000)
  order by st_distance(t.boundary::geography, o.position::geography), t.code limit 1) near
where s.row_number = o.row_number and o.town_code is null and o.position is not null;
update staged_facility s set reason = found.reason
from (
  select s.row_number, case
    when f.id is null and s.name is null then 'name is missing'
    when f.id is null and s.position is null then 'lon and lat are missing'
    when f.id is not null and f.type <> s.type then format('%s is a facility of type %s already', s.code, f.type)
    when far.is_outside and abs(s.lon) <= 90 and exists (
      select from town t where st_dwithin(t.boundary::geography, st_setsrid(st_makepoint(s.lat, s.lon), 4326)::geography, 5000))
      then format('lon and lat look swapped: did you mean lon %s, lat %s?', s.raw_lat, s.raw_lon)
    when far.is_outside then 'the position is more than 5 km outside the city'
    when far.is_elsewhere then format('the position is more than 5 km from town %s', s.town_code)
    when s.grid_code is not null and left(s.grid_code, 9) <> coalesce(s.town_code, f.town_code)
      then format('gridCode %s is of town %s, the facility lies in %s', s.grid_code, left(s.grid_code, 9), coalesce(s.town_code, f.town_code))
    when s.component_code is not null and left(s.component_code, 6) <> left(coalesce(s.town_code, f.town_code), 6)
      then format('componentCode %s begins with another division than %s', s.component_code, left(coalesce(s.town_code, f.town_code), 6))
    when exists (select from facility g where g.component_code = s.component_code and g.code <> s.code)
      then format('componentCode %s is that of another facility', s.component_code)
  end as reason
  from staged_facility s
  left join facility f on f.code = s.code
  -- A town that the row names says nothing about where the position is. Distances are asked only where the cheap test fails.
  cross join lateral (
    select
      s.position is not null and not exists (select from town t where st_covers(t.boundary, s.position))
        and not exists (select from town t where st_dwithin(t.boundary::geography, s.position::geography, 5000)) as is_outside,
      s.position is not null and exists (
        select from town t where t.code = s.town_code and not st_covers(t.boundary, s.position)
          and not st_dwithin(t.boundary::geography, s.position::geography, 5000)) as is_elsewhere
  ) far
) found
where found.row_number = s.row_number and found.reason is not null and s.reason is null;
select row_number, reason from staged_facility where reason is not null order by row_number;
