-- metric: reports_flagged
-- name: 存疑的上报
-- name_en: Reports with a flag
-- unit: 条
-- counts: Reports, not withdrawn, that carry a flag of any kind (position, time, photo, patrol), on the day the problem was seen.
-- better: down
-- provenance: data quality, our own
-- dimensions: officer, origin
-- tables: report
select
  city_day(r.observed_at) as day, r.organisation_code as org, r.town_code as town, r.category_code as category,
  1 as quantity, 'report' as source, r.id as source_id, r.officer_id as officer, r.source as origin
from report r
where r.withdrawn_at is null and cardinality(r.flags) > 0
