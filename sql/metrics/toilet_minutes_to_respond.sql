-- metric: toilet_minutes_to_respond
-- name: 公厕响应耗时
-- name_en: Minutes to respond on toilets
-- unit: 分钟
-- rounding: 2
-- counts: Minutes from the feedback until its case was filed, on that day.
-- better: none
-- provenance: DB4420/T 43-2023, 一厕一码
-- dimensions: facility, origin
-- tables: case_clock, case_file, facility
select
  city_day(c.filed_at) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  round(extract(epoch from c.filed_at - c.reported_at) / 60, 2) as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from counted_case c
join facility t on t.id = c.facility_id
where t.type = 'toilet' and c.source = 'feedback' and c.filed_at is not null
