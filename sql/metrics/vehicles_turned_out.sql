-- metric: vehicles_turned_out
-- name: 出动车次
-- name_en: Vehicles turned out
-- unit: 辆次
-- counts: Vehicles on patrols that were not withdrawn, each as often as they turned out, on the day the patrol started.
-- better: up
-- provenance: the bureau's notice of 2024-05-11
-- dimensions: officer
-- tables: patrol
select
  city_day(p.started_at) as day, p.organisation_code as org, p.town_code as town, p.category_code as category,
  p.vehicles as quantity, 'patrol' as source, p.id as source_id, p.officer_id as officer
from patrol p
where p.withdrawn_at is null and p.vehicles > 0
