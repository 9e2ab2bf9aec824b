-- metric: cases_filed_dispatched
-- name: 立案已派遣数
-- name_en: Filed cases dispatched
-- unit: 宗
-- counts: Cases filed that have been dispatched, on the day they were filed.
-- better: up
-- provenance: monthly bulletins of digital urban management (recomputed on Tianmen, December 2016)
-- dimensions: facility, origin
-- tables: case_clock, case_file
select
  city_day(c.filed_at) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
where c.filed_at is not null and c.dispatched_at is not null
