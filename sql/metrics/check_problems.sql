-- metric: check_problems
-- name: 检查发现问题数
-- name_en: Problems found by routine checks
-- unit: 项
-- counts: Routine checks whose answers tell a problem, on the last day on which they are on time.
-- better: none
-- provenance: routine checks are data of the city
-- dimensions: facility
-- tables: due_check
select
  d.due_on as day, d.organisation_code as org, d.town_code as town, d.category_code as category, 1 as quantity,
  'check' as source, d.id as source_id, d.facility_id as facility
from due_check d
where d.has_problem
