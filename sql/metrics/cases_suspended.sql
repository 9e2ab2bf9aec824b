-- metric: cases_suspended
-- name: 挂账数
-- name_en: Cases suspended
-- unit: 宗
-- counts: Times that cases were suspended, on the day they were.
-- better: down
-- provenance: monthly bulletins of digital urban management (recomputed on Tianmen, December 2016)
-- dimensions: facility, origin
-- tables: case_clock, case_event, case_file
select
  city_day(e.at) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,
  count(*) as quantity, 'case' as source, c.id as source_id, c.facility_id as facility, c.source as origin
from case_event e
join counted_case c on c.id = e.case_id
where e.action = 'suspend'
group by city_day(e.at), c.id, c.organisation_code, c.town_code, c.category_code, c.facility_id, c.source
