-- The cases in a box, newest first: what a dot stands for that was counted from several.
-- Parameters: west, south, east, north (degrees, WGS84); organisation, town (the caller's cuts, null for none); most.
-- Columns: id, number, status, stage, category_name, town_name, reported_at, lon, lat; total (in the box, not only listed).
select
  c.id, c.number, c.status, case_stage(c.status) as stage, category.name as category_name, town.name as town_name, c.reported_at,
  st_x(c.position) as lon, st_y(c.position) as lat, count(*) over ()::integer as total
from case_file c
join category on category.code = c.category_code
join town on town.code = c.town_code
where c.position && st_makeenvelope(@west, @south, @east, @north, 4326)
  and (@town is null or c.town_code = @town)
  and (@organisation is null or c.organisation_code = @organisation
    or exists (select from report r where r.id = c.source_id and r.organisation_code = @organisation))
order by c.reported_at desc, c.id desc
limit @most;
