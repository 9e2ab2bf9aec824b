-- metric: cases_dispatched_to_handle
-- name: 派出办理数
-- name_en: Cases dispatched, not put right on the spot
-- unit: 宗
-- counts: Cases that were not put right on the spot, on the day they were last handed to those who put them right.
-- better: none
-- provenance: monthly bulletins of digital urban management (recomputed on Tianmen, December 2016)
-- dimensions: facility, origin
-- tables: case_clock, case_file
select
  city_day(c.dispatched_at) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
where c.dispatched_at is not null and not c.rectified_on_site
