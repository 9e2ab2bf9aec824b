-- metric: toilet_cases_handled
-- name: 公厕投诉已处置
-- name_en: Toilet cases handled
-- unit: 宗
-- counts: Cases opened by feedback on toilets, on the day they were last handled.
-- better: up
-- provenance: DB4420/T 43-2023, 一厕一码
-- dimensions: facility, origin
-- tables: case_clock, case_file, facility
select
  city_day(c.handled_at) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
join facility t on t.id = c.facility_id
where t.type = 'toilet' and c.source = 'feedback' and c.handled_at is not null
