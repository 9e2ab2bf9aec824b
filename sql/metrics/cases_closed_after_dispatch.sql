-- metric: cases_closed_after_dispatch
-- name: 办理后结案数
-- name_en: Cases closed, not on the spot
-- unit: 宗
-- counts: Cases that are closed and were not put right on the spot, on the day they were closed.
-- better: up
-- provenance: monthly bulletins of digital urban management (recomputed on Tianmen, December 2016)
-- dimensions: facility, origin
-- tables: case_clock, case_file
select
  city_day(c.closed_at) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
where c.closed_at is not null and not c.rectified_on_site
