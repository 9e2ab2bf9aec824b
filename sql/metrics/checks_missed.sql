-- metric: checks_missed
-- name: 漏检数
-- name_en: Routine checks missed
-- unit: 项
-- counts: Routine checks that nobody did or skipped by the end of their days, on the last day on which they are on time.
-- better: down
-- provenance: routine checks are data of the city
-- dimensions: facility
-- tables: due_check
select
  d.due_on as day, d.organisation_code as org, d.town_code as town, d.category_code as category, 1 as quantity,
  'check' as source, d.id as source_id, d.facility_id as facility
from due_check d
where d.missed_on is not null
