-- metric: fines_yuan
-- name: 罚款金额
-- name_en: Fines
-- unit: 元
-- rounding: 2
-- counts: Fines imposed and not withdrawn, on the day they were decided.
-- better: none
-- provenance: register of penalties
-- tables: penalty
select
  p.decided_on as day, p.organisation_code as org, p.town_code as town, p.category_code as category,
  p.amount_yuan as quantity, 'penalty' as source, p.id as source_id
from penalty p
where p.withdrawn_at is null and p.amount_yuan is not null
