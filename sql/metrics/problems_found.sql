-- metric: problems_found
-- name: 巡查发现问题
-- name_en: Problems found on patrol
-- unit: 个
-- counts: Reports made under a patrol, on the day the problem was seen, for the organisation that reported it.
-- provenance: the bureau's notice of 2024-05-11
-- cuts: officer, origin
select
  city_day(r.observed_at) as day, r.organisation_code as org, r.town_code as town, r.category_code as category,
  1 as quantity, 'report' as source, r.id as source_id, r.officer_id as officer, r.source as origin
from report r
where r.patrol_id is not null
