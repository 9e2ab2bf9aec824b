-- metric: feedback
-- name: {name}
-- name_en: {name_en}
-- unit: {unit}
-- counts: Complaints and praise behind the codes of facilities of this type, on the day they were received, for the facility's organisation and town and the category of the complaint.
-- better: none
-- provenance: types of facilities are data of the city; toilets have figures of their own (feedback_received)
-- dimensions: facility
-- each: select k.code, k.name || '反馈', 'Feedback: ' || k.name_en, '条' from facility_kind k where k.has_page and k.code <> 'toilet' order by 1
-- tables: facility, feedback, feedback_kind
select
  city_day(f.received_at) as day, t.organisation_code as org, t.town_code as town, k.category_code as category,
  1 as quantity, 'feedback' as source, f.id as source_id, f.facility_id as facility
from feedback f
join facility t on t.id = f.facility_id
join feedback_kind k on k.facility_type = f.facility_type and k.code = f.kind
where f.facility_type = '{code}' and f.withdrawn_at is null
