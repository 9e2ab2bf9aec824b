-- metric: cases_overdue
-- name: 超期数
-- name_en: Cases overdue
-- unit: 宗
-- counts: Cases due that were not handled by their deadline, except those that won their appeal, on the day of the deadline.
-- better: down
-- provenance: monthly bulletins of digital urban management (recomputed on Tianmen, December 2016)
-- dimensions: facility, origin
-- tables: case_clock, case_file
select
  city_day(c.deadline) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
where c.is_due and c.late and not c.exempt
