-- Steps of cases, in their order, as the followers of events are told.
-- Parameters: events (ids of case_event). Columns: id (the case's), number, action, status (after the step), stage, category,
-- category_name, town, town_name, lon, lat (degrees, WGS84), organisations (that may see it: the responsible, the reporting).
select
  c.id, c.number, e.action, e.to_status as status, case_stage(e.to_status) as stage, c.category_code as category,
  category.name as category_name, c.town_code as town, town.name as town_name, st_x(c.position) as lon, st_y(c.position) as lat,
  array_remove(array[c.organisation_code, r.organisation_code], null) as organisations
from case_event e
join case_file c on c.id = e.case_id
join category on category.code = c.category_code
join town on town.code = c.town_code
left join report r on r.id = c.source_id
where e.id = any (@events)
order by e.at, c.id, e.seq;
