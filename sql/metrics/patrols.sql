-- metric: patrols
-- name: 巡查次数
-- name_en: Patrols
-- unit: 次
-- counts: Patrols of any kind that were not withdrawn, on the day they started, for the organisation that sent them and the category they looked at.
-- better: up
-- provenance: the bureau's notice of 2024-05-11
-- dimensions: officer
-- tables: patrol
select
  city_day(p.started_at) as day, p.organisation_code as org, p.town_code as town, p.category_code as category,
  1 as quantity, 'patrol' as source, p.id as source_id, p.officer_id as officer
from patrol p
where p.withdrawn_at is null
