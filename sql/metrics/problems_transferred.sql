-- metric: problems_transferred
-- name: 转属地镇街处理
-- name_en: Problems handed to the town
-- unit: 宗
-- counts: Problems found on patrol that the officer handed to the town, on the day the problem was seen, for the organisation that reported it.
-- provenance: the bureau's notice of 2024-05-11
-- dimensions: officer, origin
-- tables: report
select
  city_day(r.observed_at) as day, r.organisation_code as org, r.town_code as town, r.category_code as category,
  1 as quantity, 'report' as source, r.id as source_id, r.officer_id as officer, r.source as origin
from report r
where r.patrol_id is not null and r.facility_id is null and not 'foreign_patrol' = any (r.flags) and r.outcome = 'transferred'
