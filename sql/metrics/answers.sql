-- metric: answers
-- name: {name}
-- name_en: {name_en}
-- unit: {unit}
-- counts: Reports, not withdrawn, in whose form this choice was made, on the day of the record.
-- better: none
-- provenance: forms are data of the city; shares are asked for as one metric over another (answers.….fault/checks_done)
-- dimensions: facility, officer, origin
-- each: select distinct on (1) v.form_code || '.' || (q.field ->> 'code') || '.' || (c.choice ->> 'code'), concat_ws(' · ', v.name, q.field #>> '{label,zh}', c.choice #>> '{label,zh}'), concat_ws(' · ', coalesce(v.name_en, v.name), coalesce(q.field #>> '{label,en}', q.field #>> '{label,zh}'), coalesce(c.choice #>> '{label,en}', c.choice #>> '{label,zh}')), '次' from form_version v cross join lateral jsonb_array_elements(v.fields) q (field) cross join lateral jsonb_array_elements(case when jsonb_typeof(q.field -> 'choices') = 'array' then q.field -> 'choices' end) c (choice) where v.published_at is not null order by 1, v.version desc
-- live: there is one for every choice of every form
-- tables: report
select
  city_day(r.observed_at) as day, r.organisation_code as org, r.town_code as town, r.category_code as category,
  1 as quantity, 'report' as source, r.id as source_id, coalesce(r.facility_id, r.about_facility_id) as facility,
  r.officer_id as officer, r.source as origin
from report r
where r.withdrawn_at is null and r.form_code = split_part('{code}', '.', 1)
  and not split_part('{code}', '.', 2) = any (r.leftovers)
  and r.answers -> split_part('{code}', '.', 2) ? split_part('{code}', '.', 3)
