-- Routine checks that come due: how a plan becomes rows, which check counts, and how one stands.

-- The checks of a routine's plan: each day of it for each facility that it is about now, or for its place.
-- versions, opens, dues, ends: the plan, one element a day; bureau: who answers where nobody is responsible.
create or replace function planned_checks(
    routine text, versions date[], opens date[], dues date[], ends date[], bureau text)
  returns table (valid_from date, facility_id uuid, opens_on date, due_on date, ends_on date, organisation_code text,
    town_code text, category_code text)
  language sql stable rows 10000 as $$
  select v.valid_from, f.id, o.opens_on, o.due_on, o.ends_on,
    coalesce(v.organisation_code, f.organisation_code, bureau), coalesce(f.town_code, v.place_town_code),
    v.category_code
  from unnest(versions, opens, dues, ends) o (valid_from, opens_on, due_on, ends_on)
  join routine_version v on v.routine_code = routine and v.valid_from = o.valid_from
  left join facility f on f.type = v.facility_type and f.status in ('in_use', 'damaged') and f.town_code is not null
    and (v.towns is null or f.town_code = any (v.towns))
    and (v.organisations is null or f.organisation_code = any (v.organisations))
    and (v.facilities is null or f.code = any (v.facilities))
  where f.id is not null or v.facility_type is null
$$;

-- The check that counts is the first of those that were made in its days and not withdrawn, whichever came first here.
create or replace function settle_due_check(of_check uuid) returns void language sql as $$
  update due_check d
  set report_id = first.report_id, checked_at = first.checked_at,
    has_problem = case when first.report_id is not null then first.problem_category_code is not null end,
    missed_on = case when first.report_id is null then d.missed_on end
  from (select) one
  left join lateral (
    select k.report_id, k.checked_at, k.problem_category_code
    from routine_check k
    join report r on r.id = k.report_id
    where k.due_check_id = of_check and r.withdrawn_at is null
    order by k.checked_at, k.report_id
    limit 1
  ) first on true
  where d.id = of_check
$$;

create or replace function routine_check_settle() returns trigger language plpgsql as $$
begin
  -- Two phones at once: the second waits for the first.
  perform from due_check where id = new.due_check_id for update;
  perform settle_due_check(new.due_check_id);
  return null;
end $$;

create or replace trigger routine_check_settle after insert or update on routine_check
  for each row when (new.due_check_id is not null) execute function routine_check_settle();

create or replace function report_withdrawn_settle() returns trigger language plpgsql as $$
begin
  perform settle_due_check(k.due_check_id) from routine_check k
  where k.report_id = new.id and k.due_check_id is not null;
  return null;
end $$;

create or replace trigger report_withdrawn_settle after update on report
  for each row when (new.routine_code is not null and old.withdrawn_at is distinct from new.withdrawn_at)
  execute function report_withdrawn_settle();

-- How a check stands on a day: planned, due (it can be done in time), overdue (only late), done, late, skipped, missed.
create or replace function due_check_state(
    opens_on date, due_on date, ends_on date, checked_at timestamptz, skipped_at timestamptz, today date) returns text
  language sql immutable parallel safe
  return case
    when checked_at is not null then case when city_day(checked_at) <= due_on then 'done' else 'late' end
    when skipped_at is not null then 'skipped'
    when today > ends_on then 'missed'
    when today > due_on then 'overdue'
    when today >= opens_on then 'due'
    else 'planned'
  end;
