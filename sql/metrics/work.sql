-- metric: work
-- name: {name}
-- name_en: {name_en}
-- unit: {unit}
-- rounding: 2
-- counts: What the measure of this name comes to in the forms of the handling of cases, on the day they were last handled, and of reports, neither withdrawn nor cancelled nor rejected, of several reports of one problem once, on the day of the record; what both measured counts once, as handled.
-- better: up
-- provenance: the bureau's notice of 2024-05-11; measures are data of the forms
-- dimensions: facility, officer, origin
-- each: select code, name, coalesce(name_en, name), unit from measure order by code
-- tables: case_clock, case_file, case_measure, report, report_measure
select
  city_day(r.observed_at) as day, r.organisation_code as org, r.town_code as town, r.category_code as category,
  m.quantity, 'report' as source, r.id as source_id, coalesce(m.facility_id, r.facility_id) as facility, r.officer_id as officer,
  r.source as origin
from report_measure m
join problem_report r on r.id = m.report_id
where m.measure = '{code}'
  and not exists (
    select
    from cases_of_problem(r.case_id) same (id)
    join problem_report o on o.case_id = same.id
    join report_measure n on n.report_id = o.id and n.measure = m.measure
    where r.is_merged and (o.is_merged, o.observed_at, o.id) < (r.is_merged, r.observed_at, r.id))
  and not exists (
    select
    from counted_case c
    join case_measure h on h.case_id = c.id and h.measure = m.measure
    where c.id = case_at_end(r.case_id) and c.handled_at is not null)
union all
select
  city_day(c.handled_at), c.organisation_code, c.town_code, c.category_code, m.quantity, 'case', c.id,
  coalesce(m.facility_id, c.facility_id), null::uuid, c.source
from case_measure m
join counted_case c on c.id = m.case_id
where m.measure = '{code}' and c.handled_at is not null
