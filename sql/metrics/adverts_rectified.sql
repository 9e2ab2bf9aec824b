-- metric: adverts_rectified
-- name: 整改户外广告
-- name_en: Advertisements put right
-- unit: 个
-- counts: Advertisements that were put right where they stand, as counted in the advertising form, on the day of the record.
-- better: up
-- provenance: the bureau's notice of 2024-05-11
-- dimensions: officer, origin
-- tables: case_file, report, report_measure
select
  city_day(r.observed_at) as day, r.organisation_code as org, r.town_code as town, r.category_code as category,
  m.quantity as quantity, 'report' as source, r.id as source_id, r.officer_id as officer, r.source as origin
from problem_report r
join report_measure m on m.report_id = r.id
where m.measure = 'advert_count' and r.answers ->> 'action' = 'corrected'
