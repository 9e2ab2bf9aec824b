-- metric: toilet_repeats
-- name: 公厕重复投诉
-- name_en: Repeated toilet complaints
-- unit: 条
-- counts: Complaints that joined the open case of an earlier one, on the day they were received.
-- better: down
-- provenance: DB4420/T 43-2023, 一厕一码
-- dimensions: facility
-- tables: case_file, facility, feedback, feedback_kind
select
  city_day(f.received_at) as day, t.organisation_code as org, t.town_code as town, k.category_code as category,
  1 as quantity, 'feedback' as source, f.id as source_id, f.facility_id as facility
from feedback f
join facility t on t.id = f.facility_id
join feedback_kind k on k.facility_type = f.facility_type and k.code = f.kind
where t.type = 'toilet' and f.withdrawn_at is null and f.case_id is not null and not exists (select from case_file c where c.id = f.case_id and c.source_id = f.id)
