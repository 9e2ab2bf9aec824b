-- metric: toilet_ratings_left_out
-- name: 未计入评分的公厕反馈
-- name_en: Toilet ratings left out
-- unit: 条
-- counts: Feedback on public toilets whose stars are left out because it may be made up (no scan, burst, one network), on the day it was received.
-- better: none
-- provenance: DB4420/T 43-2023, 一厕一码
-- dimensions: facility
-- tables: facility, feedback, feedback_kind
select
  city_day(f.received_at) as day, t.organisation_code as org, t.town_code as town, k.category_code as category,
  1 as quantity, 'feedback' as source, f.id as source_id, f.facility_id as facility
from feedback f
join facility t on t.id = f.facility_id
join feedback_kind k on k.facility_type = f.facility_type and k.code = f.kind
where t.type = 'toilet' and f.withdrawn_at is null and not f.is_rated
