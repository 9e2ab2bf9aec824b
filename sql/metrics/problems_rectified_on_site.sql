-- metric: problems_rectified_on_site
-- name: 现场整改
-- name_en: Problems put right on the spot
-- unit: 宗
-- counts: Problems found on patrol (as problems_found) that the officer had put right on the spot, on the day the problem was seen, for the organisation that reported it.
-- better: up
-- provenance: the bureau's notice of 2024-05-11
-- dimensions: officer, origin
-- tables: case_file, report
select
  city_day(r.observed_at) as day, r.organisation_code as org, r.town_code as town, r.category_code as category,
  1 as quantity, 'report' as source, r.id as source_id, r.officer_id as officer, r.source as origin
from found_problem r
where r.outcome = 'rectified_on_site'
