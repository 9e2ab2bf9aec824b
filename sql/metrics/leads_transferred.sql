-- metric: leads_transferred
-- name: 移交线索
-- name_en: Leads handed over
-- unit: 宗
-- counts: Cases handed over by transfer letters that were not withdrawn, each once, on the day that the first of its letters bears, for the organisation that wrote it.
-- better: none
-- provenance: the bureau's notice of 2024-05-11
-- tables: case_clock, case_file, letter, letter_case
select
  l.issued_on as day, l.from_organisation_code as org, c.town_code as town, c.category_code as category,
  1 as quantity, 'case' as source, c.id as source_id
from letter l
join letter_case k on k.letter_id = l.id
join counted_case c on c.id = k.case_id
where l.withdrawn_at is null and l.kind = 'transfer' and not exists (
  select from letter_case e
  join letter earlier on earlier.id = e.letter_id
  where e.case_id = c.id and earlier.withdrawn_at is null and earlier.kind = 'transfer'
    and (earlier.issued_on, earlier.id) < (l.issued_on, l.id))
