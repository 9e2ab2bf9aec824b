-- metric: toilet_repairs
-- name: 公厕设施维修
-- name_en: Toilet facilities repaired
-- unit: 个
-- counts: Cases at public toilets, on the day they were last handled.
-- better: none
-- provenance: the bureau's notice of 2024-05-11
-- dimensions: facility, origin
-- tables: case_clock, case_file, facility
select
  city_day(c.handled_at) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
join facility t on t.id = c.facility_id
where t.type = 'toilet' and c.handled_at is not null
