-- metric: contractor_points_lost
-- name: 管养考核扣分
-- name_en: Points lost by contractors
-- unit: 分
-- rounding: 2
-- counts: Points that contractors lost by the deduction standard for findings that were not withdrawn and need no second person or have that approval, on the day of the finding.
-- better: down
-- provenance: the bureau's notice of 2024-05-11 (监理月报, 扣罚)
-- tables: assessment, assessment_item
select
  a.found_on as day, a.contractor_code as org, a.town_code as town, i.category_code as category,
  a.points as quantity, 'assessment' as source, a.id as source_id
from assessment a
join assessment_item i on i.code = a.item_code
where a.withdrawn_at is null and a.approval in ('none', 'approved') and i.subject = 'contractor'
