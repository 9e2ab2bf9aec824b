-- metric: illegal_construction_demolished
-- name: 即建即拆
-- name_en: Illegal construction demolished
-- unit: 宗
-- counts: Records of illegal construction that was demolished at once, on the day of the record.
-- better: up
-- provenance: the bureau's notice of 2024-05-11
-- dimensions: officer, origin
-- tables: case_file, report
select
  city_day(r.observed_at) as day, r.organisation_code as org, r.town_code as town, r.category_code as category,
  1 as quantity, 'report' as source, r.id as source_id, r.officer_id as officer, r.source as origin
from problem_report r
where r.form_code = 'illegal_construction' and r.answers ->> 'action' = 'demolished'
