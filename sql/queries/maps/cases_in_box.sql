-- The cases in a box, newest first: what a dot stands for that was counted from several.
-- Parameters: west, south, east, north (degrees, WGS84); own, organisation, town (the caller's scope:
-- functions/visible_to.sql); stages (those that are shown); most.
-- Columns: case: CaseInBox; total (in the box, not only listed).
select
  c.id as case_id, c.number as case_number, c.status as case_status, case_stage(c.status) as case_stage,
  category.name as case_category_name, town.name as case_town_name, c.reported_at as case_reported_at,
  st_x(c.position) as case_position_lon, st_y(c.position) as case_position_lat, count(*) over ()::integer as total
from case_file c
join category on category.code = c.category_code
join town on town.code = c.town_code
where c.position && st_makeenvelope(@west, @south, @east, @north, 4326)
  and case_stage(c.status) = any (@stages)
  and case_visible_to(c.organisation_code, c.reporter_organisation_code, c.town_code, @own, @organisation, @town)
order by c.reported_at desc, c.id desc
limit @most;
