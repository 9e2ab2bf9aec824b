-- metric: hours_to_close
-- name: 结案耗时
-- name_en: Hours to close
-- unit: 小时
-- rounding: 2
-- counts: Hours from the report of a case until it was closed, but for those put right on the spot, on the day it was closed.
-- better: none
-- provenance: monthly bulletins of digital urban management (recomputed on Tianmen, December 2016)
-- dimensions: facility, origin
-- tables: case_clock, case_file
select
  city_day(c.closed_at) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  round(extract(epoch from c.closed_at - c.reported_at) / 3600, 4) as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
where c.closed_at is not null and not c.rectified_on_site
