-- Where the city is.
-- Parameters: none. Columns: west, south, east, north (degrees, null without towns), towns, approximate (any of them).
select
  st_xmin(box) as west, st_ymin(box) as south, st_xmax(box) as east, st_ymax(box) as north, towns, approximate
from (
  select st_extent(boundary) as box, count(*)::integer as towns,
    coalesce(bool_or(boundary_is_approximate), false) as approximate
  from town
) city;
