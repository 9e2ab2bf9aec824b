-- Checks that come due, by the last day on which they are on time.
-- {which}: which of them, over the check d and its facility f; {size}: how many
-- Parameters: today, and those that {which} names
-- Columns: as Row in Features/Routines/ListChecks.cs
select d.id, d.routine_code as routine, r.name as routine_name, r.name_en as routine_name_en,
  case when d.facility_id is not null then 'facility' when v.is_document then 'document' else 'place' end as about,
  f.code as facility,
  coalesce(f.name, v.place_name) as facility_name, f.type as facility_type, d.organisation_code as organisation,
  o.name as organisation_name, d.town_code as town, d.category_code as category,
  (select c.form_code from category c where c.code = d.category_code) as form,
  st_x(coalesce(f.position, v.place_position)) as lon, st_y(coalesce(f.position, v.place_position)) as lat,
  d.opens_on, d.due_on, d.ends_on,
  due_check_state(d.opens_on, d.due_on, d.ends_on, d.checked_at, d.skipped_at, @today) as state,
  d.checked_at, d.report_id, d.has_problem, d.skip_reason, d.escalated_at, d.case_id
from due_check d
join routine r on r.code = d.routine_code
join routine_version v on v.routine_code = d.routine_code and v.valid_from = d.valid_from
join organisation o on o.code = d.organisation_code
left join facility f on f.id = d.facility_id
where {which}
order by d.due_on, d.id
limit {size}
