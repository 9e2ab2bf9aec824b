-- metric: letters
-- name: 发函
-- name_en: Letters issued
-- unit: 份
-- counts: Letters that were not withdrawn, on the day they bear, for the organisation that wrote them and the town they went to.
-- better: none
-- provenance: the bureau's notice of 2024-05-11 (移交函、督办函)
-- tables: letter
select
  l.issued_on as day, l.from_organisation_code as org, l.town_code as town, null::text as category,
  1 as quantity, 'letter' as source, l.id as source_id
from letter l
where l.withdrawn_at is null
