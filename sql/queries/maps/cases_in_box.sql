-- The cases in a box, newest first: what a dot stands for that was counted from several.
-- Parameters: west, south, east, north (degrees, WGS84); own, organisation, town (the caller's scope: functions/visible_to.sql);
-- stages (those that are shown); most.
-- Columns: id, number, status, stage, category_name, town_name, reported_at, lon, lat; total (in the box, not only listed).
select
  c.id, c.number, c.status, case_stage(c.status) as stage, category.name as category_name, town.name as town_name, c.reported_at,
  st_x(c.position) as lon, st_y(c.position) as lat, count(*) over ()::integer as total
from case_file c
join category on category.code = c.category_code
join town on town.code = c.town_code
where c.position && st_makeenvelope(@west, @south, @east, @north, 4326)
  and case_stage(c.status) = any (@stages)
  and case_visible_to(c.organisation_code, c.reporter_organisation_code, c.town_code, @own, @organisation, @town)
order by c.reported_at desc, c.id desc
limit @most;
