-- Brings the rows of a routine's checks in line with its plan. Checks that have opened stay as they are, but for their
-- last
-- days where another one opens before; so do those that somebody did or skipped.
-- Parameters: routine, versions, opens, dues, ends (the plan, one element a day), bureau, today, from (the first day
-- that was
-- not planned before), through (the last day of the plan)

delete from due_check d
where d.routine_code = @routine and d.opens_on > @today and d.report_id is null and d.skipped_at is null
  and not exists (select from routine_check k where k.due_check_id = d.id)
  and (coalesce(d.facility_id, '00000000-0000-0000-0000-000000000000'), d.opens_on) not in (
    select coalesce(p.facility_id, '00000000-0000-0000-0000-000000000000'), p.opens_on
    from planned_checks(@routine, @versions, @opens, @dues, @ends, @bureau) p);

with planned as materialized (
  select * from planned_checks(@routine, @versions, @opens, @dues, @ends, @bureau)
), cut as (
  update due_check d
  set ends_on = greatest(n.opens_on - 1, d.opens_on), due_on = greatest(least(d.due_on, n.opens_on - 1), d.opens_on)
  from (
    select p.facility_id, min(p.opens_on) as opens_on from planned p where p.opens_on > @today group by p.facility_id
  ) n
  where d.routine_code = @routine and d.opens_on <= @today and d.ends_on >= n.opens_on
    and coalesce(d.facility_id, '00000000-0000-0000-0000-000000000000')
      = coalesce(n.facility_id, '00000000-0000-0000-0000-000000000000')
)
insert into due_check as d (
  routine_code, valid_from, facility_id, opens_on, due_on, ends_on, organisation_code, town_code, category_code)
select @routine, p.valid_from, p.facility_id, p.opens_on, p.due_on, p.ends_on, p.organisation_code, p.town_code,
  p.category_code
from planned p
where p.opens_on >= @from or p.opens_on > @today
on conflict on constraint due_check_once_a_day do update
set (valid_from, due_on, ends_on, organisation_code, town_code, category_code)
  = (excluded.valid_from, excluded.due_on, excluded.ends_on, excluded.organisation_code, excluded.town_code,
    excluded.category_code)
where d.opens_on > @today and d.report_id is null and d.skipped_at is null
  and (d.valid_from, d.due_on, d.ends_on, d.organisation_code, d.town_code, d.category_code)
    is distinct from (excluded.valid_from, excluded.due_on, excluded.ends_on, excluded.organisation_code,
      excluded.town_code, excluded.category_code);

-- Checks that were made before their days were planned, because nothing ran.
update routine_check k
set due_check_id = d.id
from due_check d
where k.routine_code = @routine and k.due_check_id is null and d.routine_code = @routine
  and d.facility_id is not distinct from k.facility_id and d.opens_on between @from and @today
  and city_day(k.checked_at) between d.opens_on and d.ends_on;

update routine set planned_through = @through where code = @routine;
