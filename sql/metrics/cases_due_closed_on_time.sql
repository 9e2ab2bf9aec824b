-- metric: cases_due_closed_on_time
-- name: 应结案按期结案数
-- name_en: Due cases closed in time
-- unit: 宗
-- counts: Cases due that are closed and were handled by their deadline or won their appeal, on the day of their deadline.
-- better: up
-- provenance: monthly bulletins of digital urban management (recomputed on Tianmen, December 2016)
-- dimensions: facility, origin
-- tables: case_clock, case_file
select
  city_day(c.deadline) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
where c.is_due and c.closed_at is not null and (c.in_time or c.exempt)
