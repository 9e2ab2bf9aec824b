-- metric: town_component_points_lost
-- name: {name}
-- name_en: {name_en}
-- unit: {unit}
-- rounding: 2
-- counts: Points that towns lost in this component of the appearance index, on the day of the finding.
-- better: down
-- provenance: the bureau's notice of 2024-05-11 (市容环境卫生指数测评)
-- each: select code, name || '扣分', 'Points lost: ' || name_en, '分' from index_component order by ordinal
-- tables: assessment, assessment_item
select
  a.found_on as day, null::text as org, a.town_code as town, i.category_code as category,
  a.points as quantity, 'assessment' as source, a.id as source_id
from assessment a
join assessment_item i on i.code = a.item_code
where a.withdrawn_at is null and i.component_code = '{code}'
