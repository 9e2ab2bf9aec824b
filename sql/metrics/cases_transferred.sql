-- metric: cases_transferred
-- name: 转属地案件
-- name_en: Cases transferred to towns
-- unit: 宗
-- counts: Cases on the day they were handed to the town.
-- better: none
-- provenance: the bureau's notice of 2024-05-11
-- dimensions: facility, origin
-- tables: case_clock, case_file
select
  city_day(c.transferred_at) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
where c.transferred_at is not null
