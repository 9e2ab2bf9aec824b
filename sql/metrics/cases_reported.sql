-- metric: cases_reported
-- name: 上报数
-- name_en: Cases reported
-- unit: 宗
-- counts: Cases on the day they were reported, neither merged into another nor cancelled.
-- better: none
-- provenance: monthly bulletins of digital urban management (recomputed on Tianmen, December 2016)
-- dimensions: facility, origin
-- tables: case_clock, case_file
select
  city_day(c.reported_at) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
where c.reported_at is not null
