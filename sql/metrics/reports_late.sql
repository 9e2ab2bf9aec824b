-- metric: reports_late
-- name: 迟报的上报
-- name_en: Reports received late
-- unit: 条
-- counts: Reports, not withdrawn, that were received more than an hour after the problem was seen, on the day it was seen.
-- better: down
-- provenance: data quality, our own
-- dimensions: officer, origin
-- tables: report
select
  city_day(r.observed_at) as day, r.organisation_code as org, r.town_code as town, r.category_code as category,
  1 as quantity, 'report' as source, r.id as source_id, r.officer_id as officer, r.source as origin
from report r
where r.withdrawn_at is null and r.received_at > r.observed_at + interval '1 hour'
