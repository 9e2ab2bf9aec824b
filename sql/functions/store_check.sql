-- Stores a check of a routine beside its report, for the check in whose days it was made; null where none was due then.
-- Returns whether no other check of these days opened a case of the same problem.
create or replace function store_check(
    report uuid, routine text, facility uuid, made timestamptz, problem text, metres real, proof text)
  returns boolean language plpgsql as $$
declare
  due uuid := (
    select d.id from due_check d
    where d.routine_code = store_check.routine and d.facility_id is not distinct from store_check.facility
      and city_day(made) between d.opens_on and d.ends_on
    order by d.opens_on desc
    limit 1);
begin
  insert into routine_check (
    report_id, routine_code, facility_id, due_check_id, checked_at, problem_category_code, metres, proof)
  values (report, routine, facility, due, made, problem, store_check.metres, store_check.proof);
  return not exists (
    select
    from routine_check k
    join report r on r.id = k.report_id
    where k.due_check_id = due and k.report_id <> store_check.report and r.case_id is not null
      and r.withdrawn_at is null and k.problem_category_code = problem);
end $$;
