-- metric: penalties
-- name: 行政处罚
-- name_en: Penalties
-- unit: 宗
-- counts: Administrative penalties that were not withdrawn, on the day they were decided, for the organisation that decided them.
-- better: none
-- provenance: the bureau's notice of 2024-05-11
-- tables: penalty
select
  p.decided_on as day, p.organisation_code as org, p.town_code as town, p.category_code as category,
  1 as quantity, 'penalty' as source, p.id as source_id
from penalty p
where p.withdrawn_at is null
