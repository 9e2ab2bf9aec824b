-- metric: town_points_lost
-- name: 市容指数扣分
-- name_en: Points lost in the town appearance index
-- unit: 分
-- rounding: 2
-- counts: Points that towns lost by the deduction standard for findings that were not withdrawn, on the day of the finding.
-- better: down
-- provenance: the bureau's notice of 2024-05-11 (市容环境卫生指数测评)
-- tables: assessment, assessment_item
select
  a.found_on as day, null::text as org, a.town_code as town, i.category_code as category,
  a.points as quantity, 'assessment' as source, a.id as source_id
from assessment a
join assessment_item i on i.code = a.item_code
where a.withdrawn_at is null and i.subject = 'town'
