-- metric: cases_due_extended
-- name: 应结案延期数
-- name_en: Due cases extended
-- unit: 宗
-- counts: Cases due whose limit was extended, on the day of their deadline.
-- better: down
-- provenance: monthly bulletins of digital urban management (recomputed on Tianmen, December 2016)
-- dimensions: facility, origin
-- tables: case_clock, case_file
select
  city_day(c.deadline) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
where c.is_due and c.extensions > 0
