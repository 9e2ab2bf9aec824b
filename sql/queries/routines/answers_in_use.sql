-- The choices of a form that routines go by: of the routines that go on, each as it is now and as it is to be.
-- Parameter: form
-- Columns: routine, field, choice
select distinct v.routine_code as routine, p.problem ->> 'field' as field, c.choice
from routine r
join routine_version v on v.routine_code = r.code
join category k on k.code = v.category_code and k.form_code = @form
cross join lateral jsonb_array_elements(v.problems) p (problem)
cross join lateral jsonb_array_elements_text(p.problem -> 'choices') c (choice)
where r.ended_on is null
  and not exists (
    select from routine_version n
    where n.routine_code = v.routine_code and n.valid_from > v.valid_from and n.valid_from <= city_day(now()))
order by 1, 2, 3
