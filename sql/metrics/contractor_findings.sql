-- metric: contractor_findings
-- name: 管养检查发现问题
-- name_en: Findings against contractors
-- unit: 处
-- rounding: 0
-- counts: What inspectors found against contractors by the deduction standard and did not withdraw, without what waits for a second person or was refused, on the day it was found.
-- better: down
-- provenance: the bureau's notice of 2024-05-11 (监理月报, 扣罚)
-- tables: assessment, assessment_item
select
  a.found_on as day, a.contractor_code as org, a.town_code as town, i.category_code as category,
  a.times as quantity, 'assessment' as source, a.id as source_id
from assessment a
join assessment_item i on i.code = a.item_code
where a.withdrawn_at is null and a.approval in ('none', 'approved') and i.subject = 'contractor'
