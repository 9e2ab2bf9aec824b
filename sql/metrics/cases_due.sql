-- metric: cases_due
-- name: 应处置数
-- name_en: Cases due
-- unit: 宗
-- counts: Cases in any state whose deadline holds (neither suspended before it, nor reopened and not dispatched again), on the day of the deadline.
-- better: none
-- provenance: monthly bulletins of digital urban management (recomputed on Tianmen, December 2016)
-- dimensions: facility, origin
-- tables: case_clock, case_file
select
  city_day(c.deadline) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
where c.is_due
