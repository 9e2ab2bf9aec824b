-- metric: town_findings
-- name: 市容测评发现问题
-- name_en: Findings of the town appearance index
-- unit: 处
-- rounding: 0
-- counts: What inspectors found against towns by the deduction standard and did not withdraw, on the day it was found.
-- better: down
-- provenance: the bureau's notice of 2024-05-11 (市容环境卫生指数测评)
-- tables: assessment, assessment_item
select
  a.found_on as day, null::text as org, a.town_code as town, i.category_code as category,
  a.times as quantity, 'assessment' as source, a.id as source_id
from assessment a
join assessment_item i on i.code = a.item_code
where a.withdrawn_at is null and i.subject = 'town'
