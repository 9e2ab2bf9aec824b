-- metric: toilet_stars
-- name: 公厕得星数
-- name_en: Stars given to toilets
-- unit: 星
-- counts: Stars that citizens gave to toilets, without doubtful feedback, on the day they were received.
-- better: none
-- provenance: DB4420/T 43-2023, 一厕一码
-- dimensions: facility
-- tables: facility, feedback, feedback_kind
select
  city_day(f.received_at) as day, t.organisation_code as org, t.town_code as town, k.category_code as category,
  f.stars as quantity, 'feedback' as source, f.id as source_id, f.facility_id as facility
from feedback f
join facility t on t.id = f.facility_id
join feedback_kind k on k.facility_type = f.facility_type and k.code = f.kind
where t.type = 'toilet' and f.withdrawn_at is null and f.is_rated
