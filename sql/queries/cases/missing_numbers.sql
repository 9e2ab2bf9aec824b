-- Numbers that were given out and that no case has: a case was taken away with its whole log.
-- Columns: number, seq (null), fault: no_case, what (null).
select format('中城案〔%s〕%s', n.year, lpad(place::text, greatest(6, length(place::text)), '0')) as number,
  null::integer as seq,
  'no_case' as fault, null::text as what
from case_number n
cross join generate_series(1, n.last) place
where not exists (
  select from case_file c where c.number = format('中城案〔%s〕%s', n.year,
    lpad(place::text, greatest(6, length(place::text)), '0')))
union all
select distinct e.case_id::text, null::integer, 'no_case', null
from case_event e
where not exists (select from case_file c where c.id = e.case_id)
order by 1
