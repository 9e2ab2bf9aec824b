-- metric: problems_found
-- name: 巡查发现问题
-- name_en: Problems found on patrol
-- unit: 个
-- counts: Problems reported under a patrol by its own officers (a facility that is collected is none), neither withdrawn nor cancelled nor rejected, several reports of one problem once, on the day the problem was seen, for the organisation that reported it.
-- better: none
-- provenance: the bureau's notice of 2024-05-11
-- dimensions: officer, origin
-- tables: case_file, report
select
  city_day(r.observed_at) as day, r.organisation_code as org, r.town_code as town, r.category_code as category,
  1 as quantity, 'report' as source, r.id as source_id, r.officer_id as officer, r.source as origin
from found_problem r
