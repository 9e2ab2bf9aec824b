-- The routine checks in the hands of an organisation's people: due or overdue, the first due first.
-- Parameters: own (the organisation), town (null: any), today, most
-- Columns: as Row in Features/Routines/FieldChecks.cs
select d.id, d.routine_code as routine, r.name, r.name_en, d.category_code as category, c.form_code as form,
  case when d.facility_id is not null then 'facility' when v.is_document then 'document' else 'place' end as about,
  f.code as facility, coalesce(f.name, v.place_name) as facility_name,
  (select q.code from qr_code q where q.facility_id = f.id and q.replaced_at is null) as qr,
  d.town_code as town, round(st_x(p.position)::numeric, 6)::double precision as lon,
  round(st_y(p.position)::numeric, 6)::double precision as lat, d.opens_on, d.due_on, d.ends_on, v.distance_metres
from due_check d
join routine r on r.code = d.routine_code
join routine_version v on v.routine_code = d.routine_code and v.valid_from = d.valid_from
join category c on c.code = d.category_code
left join facility f on f.id = d.facility_id
cross join lateral (select coalesce(f.position, v.place_position) as position) p
where d.report_id is null and d.skipped_at is null and d.missed_on is null
  and d.organisation_code = @own and d.opens_on <= @today and d.ends_on >= @today
  and (@town is null or d.town_code = @town) and c.form_code is not null
order by d.due_on, d.id
limit @most
