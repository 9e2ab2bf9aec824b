-- metric: roads_worked
-- name: 涉及道路
-- name_en: Roads worked on
-- unit: 条
-- counts: Different roads named in the forms of reports, over the period.
-- better: up
-- provenance: the bureau's notice of 2024-05-11
-- distinct: roads by name
-- tables: case_file, report
select
  city_day(r.observed_at) as day, r.organisation_code as org, r.town_code as town, r.category_code as category,
  1 as quantity, 'report' as source, r.id as source_id, r.answers ->> 'road' as thing
from problem_report r
where r.answers ->> 'road' is not null
