-- metric: checks_done
-- name: 已检查数
-- name_en: Routine checks done
-- unit: 项
-- counts: Routine checks that were done, in time or late, on the last day on which they are on time.
-- better: up
-- provenance: routine checks are data of the city
-- dimensions: facility
-- tables: due_check
select
  d.due_on as day, d.organisation_code as org, d.town_code as town, d.category_code as category, 1 as quantity,
  'check' as source, d.id as source_id, d.facility_id as facility
from due_check d
where d.report_id is not null
