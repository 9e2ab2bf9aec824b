-- Missed checks that are to open a case, the first missed first; held until the caller's transaction ends.
-- Parameter: most
select d.id, v.escalation_category_code as category, coalesce(c.organisation_code, d.organisation_code) as organisation,
  d.town_code as town, d.facility_id, st_x(p.position) as lon, st_y(p.position) as lat,
  r.name || '：' || coalesce(f.name, v.place_name) || ' 未按期检查（' || to_char(d.opens_on, 'YYYY-MM-DD') || ' 至 '
    || to_char(d.ends_on, 'YYYY-MM-DD') || '）' as description
from due_check d
join routine r on r.code = d.routine_code
join routine_version v on v.routine_code = d.routine_code and v.valid_from = d.valid_from
join category c on c.code = v.escalation_category_code
left join facility f on f.id = d.facility_id
cross join lateral (select coalesce(f.position, v.place_position) as position) p
where v.escalation = 'case' and d.missed_on is not null and d.escalated_at is null
order by d.missed_on, d.id
limit @most
for update of d
