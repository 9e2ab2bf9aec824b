-- metric: reports_with_photos
-- name: 有照片的上报
-- name_en: Reports with photos
-- unit: 条
-- counts: Reports, not withdrawn, that declare at least one photo, on the day the problem was seen.
-- better: up
-- provenance: data quality, our own
-- dimensions: officer, origin
-- tables: attachment, report
select
  city_day(r.observed_at) as day, r.organisation_code as org, r.town_code as town, r.category_code as category,
  1 as quantity, 'report' as source, r.id as source_id, r.officer_id as officer, r.source as origin
from report r
where r.withdrawn_at is null and exists (select from attachment a where a.subject_id = r.id)
