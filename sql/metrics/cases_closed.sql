-- metric: cases_closed
-- name: 结案数
-- name_en: Cases closed
-- unit: 宗
-- counts: Cases that are closed, on the day they were closed, for the organisation that put them right.
-- better: up
-- provenance: monthly bulletins of digital urban management (recomputed on Tianmen, December 2016)
-- dimensions: facility, origin
-- tables: case_clock, case_file
select
  city_day(c.closed_at) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
where c.closed_at is not null
