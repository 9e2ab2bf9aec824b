-- metric: toilet_cases_on_time
-- name: 公厕投诉按期处置
-- name_en: Toilet cases handled in time
-- unit: 宗
-- counts: Cases opened by feedback on toilets that were handled by their deadline or won their appeal, on the day of the deadline.
-- better: up
-- provenance: DB4420/T 43-2023, 一厕一码
-- dimensions: facility, origin
-- tables: case_clock, case_file, facility
select
  city_day(c.deadline) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
join facility t on t.id = c.facility_id
where t.type = 'toilet' and c.source = 'feedback' and c.is_due and (c.in_time or c.exempt)
