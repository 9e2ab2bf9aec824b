-- The town of a position: the one that covers it (on a border the lowest code), otherwise the nearest.
-- Parameters: lon, lat (degrees, WGS84). Columns: code, metres (0 inside). No row when there are no towns.
with place as (
  select st_setsrid(st_makepoint(@lon, @lat), 4326) as point
), covering as (
  select town.code, 0::double precision as metres
  from town, place
  where st_covers(town.boundary, place.point)
  order by town.code
  limit 1
)
select code, metres from covering
union all
(
  select town.code, st_distance(town.boundary::geography, place.point::geography) as metres
  from town, place
  where not exists (select from covering)
  order by metres, town.code
  limit 1
);
