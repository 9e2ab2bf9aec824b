-- Steps of cases, in their order, as the followers of events are told.
-- Parameters: events (ids of case_event); own, organisation, town (text[]: the scopes of those who follow,
-- functions/visible_to.sql).
-- Columns: step: CaseStepped; seen_by (integer[]: which of the scopes may see the case, counted from 1).
select
  c.id as step_id, c.number as step_number, e.action as step_action, e.to_status as step_status,
  case_stage(e.to_status) as step_stage, c.category_code as step_category, category.name as step_category_name,
  c.town_code as step_town, town.name as step_town_name, st_x(c.position) as step_lon, st_y(c.position) as step_lat,
  array(
    select s.place::integer from unnest(@own, @organisation, @town) with ordinality as s (own,
      organisation, town, place)
    where case_visible_to(c.organisation_code, c.reporter_organisation_code, c.town_code, s.own, s.organisation, s.town)
  ) as seen_by
from case_event e
join case_file c on c.id = e.case_id
join category on category.code = c.category_code
join town on town.code = c.town_code
where e.id = any (@events)
order by e.at, c.id, e.seq;
