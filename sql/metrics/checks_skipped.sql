-- metric: checks_skipped
-- name: 跳过检查数
-- name_en: Routine checks skipped
-- unit: 项
-- counts: Routine checks that were skipped with a reason and not done after all, on the last day on which they are on time.
-- better: none
-- provenance: routine checks are data of the city
-- dimensions: facility
-- tables: due_check
select
  d.due_on as day, d.organisation_code as org, d.town_code as town, d.category_code as category, 1 as quantity,
  'check' as source, d.id as source_id, d.facility_id as facility
from due_check d
where d.skipped_at is not null and d.report_id is null
