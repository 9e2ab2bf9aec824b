-- What a form measured at a facility that its answers name counts for that facility: the first that is asked for.
alter table report_measure add facility_id uuid constraint report_measure_facility_exists references facility;
alter table case_measure add facility_id uuid constraint case_measure_facility_exists references facility;

-- What was answered before.
create function facility_of_answers(form text, asked integer, answers jsonb) returns uuid language sql stable as $$
  select f.id
  from form_version v
  cross join lateral jsonb_array_elements(v.fields) with ordinality as q (field, place)
  join facility f on f.code = answers ->> (q.field ->> 'code')
  where v.form_code = form and v.version = asked and q.field ->> 'kind' = 'facility'
  order by q.place
  limit 1
$$;

update report_measure m set facility_id = at.facility
from report r, facility_of_answers(r.form_code, r.form_version, r.answers) as at (facility)
where r.id = m.report_id and at.facility is not null;

update case_measure m set facility_id = at.facility
from (
  select distinct on (e.case_id) e.case_id, e.detail from case_event e
  where e.action = 'handle' and e.detail ? 'form' order by e.case_id, e.seq desc
) h, facility_of_answers(h.detail #>> '{form,code}', (h.detail #>> '{form,version}')::integer, h.detail -> 'answers') as at (facility)
where h.case_id = m.case_id and at.facility is not null;

drop function facility_of_answers(text, integer, jsonb);
