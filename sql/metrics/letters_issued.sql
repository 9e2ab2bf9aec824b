-- metric: letters_issued
-- name: {name}
-- name_en: {name_en}
-- unit: {unit}
-- counts: Letters of this kind that were not withdrawn, on the day they bear, for the organisation that wrote them and the town they went to.
-- better: none
-- provenance: the bureau's notice of 2024-05-11 (移交函、督办函)
-- each: values ('transfer', '移交函', 'Transfer letters', '份'), ('supervision', '督办函', 'Supervision letters', '份'), ('advice', '工作建议书', 'Letters of advice', '份')
-- tables: letter
select
  l.issued_on as day, l.from_organisation_code as org, l.town_code as town, null::text as category,
  1 as quantity, 'letter' as source, l.id as source_id
from letter l
where l.withdrawn_at is null and l.kind = '{code}'
