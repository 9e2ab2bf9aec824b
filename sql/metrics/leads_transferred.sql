-- metric: leads_transferred
-- name: 移交线索
-- name_en: Leads handed over
-- unit: 宗
-- counts: Cases handed over by transfer letters that were not withdrawn, on the day the letter bears, for the organisation that wrote it.
-- provenance: the bureau's notice of 2024-05-11
-- tables: case_clock, case_file, letter, letter_case
select
  l.issued_on as day, l.from_organisation_code as org, c.town_code as town, c.category_code as category,
  count(*) as quantity, 'case' as source, c.id as source_id
from letter l
join letter_case k on k.letter_id = l.id
join counted_case c on c.id = k.case_id
where l.withdrawn_at is null and l.kind = 'transfer'
group by l.issued_on, l.from_organisation_code, c.id, c.town_code, c.category_code
