-- Steps of cases, in their order, as the followers of events are told.
-- Parameters: events (ids of case_event); own, organisation, town (text[]: the scopes of those who follow, functions/visible_to.sql).
-- Columns: id (the case's), number, action, status (after the step), stage, category, category_name, town, town_name, lon, lat (degrees,
-- WGS84), seen_by (integer[]: which of the scopes may see the case, counted from 1).
select
  c.id, c.number, e.action, e.to_status as status, case_stage(e.to_status) as stage, c.category_code as category,
  category.name as category_name, c.town_code as town, town.name as town_name, st_x(c.position) as lon, st_y(c.position) as lat,
  array(
    select s.place::integer from unnest(@own, @organisation, @town) with ordinality as s (own, organisation, town, place)
    where case_visible_to(c.organisation_code, c.reporter_organisation_code, c.town_code, s.own, s.organisation, s.town)
  ) as seen_by
from case_event e
join case_file c on c.id = e.case_id
join category on category.code = c.category_code
join town on town.code = c.town_code
where e.id = any (@events)
order by e.at, c.id, e.seq;
