-- metric: reports_received
-- name: 上报记录
-- name_en: Reports received
-- unit: 条
-- counts: Reports of officers, cameras and citizens that were not withdrawn, on the day the problem was seen, for the organisation that reported it.
-- better: none
-- provenance: records behind every line of the bureau's notice of 2024-05-11
-- dimensions: officer, origin
-- tables: report
select
  city_day(r.observed_at) as day, r.organisation_code as org, r.town_code as town, r.category_code as category,
  1 as quantity, 'report' as source, r.id as source_id, r.officer_id as officer, r.source as origin
from report r
where r.withdrawn_at is null
