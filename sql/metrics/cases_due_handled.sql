-- metric: cases_due_handled
-- name: 应处置已处置数
-- name_en: Due cases handled
-- unit: 宗
-- counts: Cases due that are handled, on the day of their deadline.
-- better: up
-- provenance: monthly bulletins of digital urban management (recomputed on Tianmen, December 2016)
-- dimensions: facility, origin
-- tables: case_clock, case_file
select
  city_day(c.deadline) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
where c.is_due and c.handled_at is not null
