-- The clock of a case follows the case's log: it starts when the case is handed to those who put it right, stops while it is
-- suspended (挂账) and once it is handled or merged, runs on after a rework (what the check took is not the handler's), and has one more
-- of its limit for each extension (延期). Extensions, suspensions and appeals are counted per case, whoever has it; those that were
-- given before the clock started anew (extensions_before) add nothing to the new one.
-- Whether a case is overdue is not stored: it is the deadline against the present, at every look.

-- When the share of the limit is used up: started_at, then the limit and its extensions, then what the pauses took.
create or replace function case_clock_at(clock case_clock, share numeric) returns timestamptz
  language plpgsql stable as $$
declare
  working_time boolean := runs_on_working_time(clock.limit_unit);
  needed numeric := limit_seconds(clock.limit_amount, clock.limit_unit, city_day(clock.started_at)) * (1 + clock.extensions - clock.extensions_before) * share;
  pause tstzrange;
begin
  for pause in select unnest(clock.pauses) loop
    needed := needed + counted_seconds(lower(pause), upper(pause), working_time);
  end loop;
  return instant_after(clock.started_at, needed, working_time);
end $$;

-- When a case becomes about to be overdue, as a share of its time.
create or replace function case_clock_warning_share() returns numeric language sql immutable return 0.8;

-- Sets the instants that follow from what the clock runs on.
create or replace function case_clock_set() returns trigger language plpgsql as $$
begin
  new.deadline := case_clock_at(new, 1);
  new.warn_at := case_clock_at(new, case_clock_warning_share());
  return new;
end $$;

create or replace trigger case_clock_10_insert before insert on case_clock
  for each row execute function case_clock_set();
create or replace trigger case_clock_10_update before update on case_clock for each row
  when ((old.started_at, old.limit_amount, old.limit_unit, old.extensions, old.extensions_before, old.pauses)
    is distinct from (new.started_at, new.limit_amount, new.limit_unit, new.extensions, new.extensions_before, new.pauses))
  execute function case_clock_set();

-- Starts the clock, or starts it anew for another organisation or a reopened case; a case that was returned and is sent to
-- the same organisation again runs on, or returning it would be a way to win time.
-- The limit is that of the condition that was named last when the case was filed or handed over, in the step's detail as
-- {"condition":"<id>"}; otherwise that of its category's first condition.
create or replace function case_clock_start(event case_event) returns void
  language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
  insert into case_clock as k (case_id, condition_id, organisation_code, started_at, limit_amount, limit_unit)
  select c.id, condition.id, coalesce(event.detail #>> '{organisation,to}', c.organisation_code), event.at,
    condition.limit_amount, condition.limit_unit
  from case_file c
  left join lateral (
    select e.detail ->> 'condition' as id from case_event e
    where e.case_id = c.id and e.action in ('file', 'dispatch', 'transfer') and e.detail ? 'condition'
    order by e.seq desc limit 1) named on true
  left join lateral (
    select f.id, f.limit_amount, f.limit_unit from filing_condition f
    where f.category_code = c.category_code
    order by (f.id::text = named.id) desc nulls last, f.ordinal limit 1) condition on true
  where c.id = event.case_id
  on conflict (case_id) do update set
    condition_id = excluded.condition_id, organisation_code = excluded.organisation_code, started_at = excluded.started_at,
    limit_amount = excluded.limit_amount, limit_unit = excluded.limit_unit,
    extensions_before = k.extensions, suspended_at = null, suspended_until = null, pauses = '{}', stopped_at = null, appeal = null
  where k.stopped_at is not null or k.organisation_code <> excluded.organisation_code;
end $$;

-- An appeal (申诉) is about a lateness that there is, once, and is decided once. The row's lock makes this hold however many ask.
create or replace function case_clock_appeal(event case_event) returns void language plpgsql as $$
begin
  if event.action = 'appeal' then
    update case_clock k set appeals = appeals + 1, appeal = 'pending'
    where case_id = event.case_id and coalesce(k.stopped_at, event.at) > k.deadline;
    if not found then
      raise exception 'the case is not overdue' using errcode = 'integrity_constraint_violation', constraint = 'case_clock_appeal_needs_lateness';
    end if;
  else
    update case_clock set appeal = case event.action when 'grant' then 'granted' else 'refused' end
    where case_id = event.case_id and appeal = 'pending';
    if not found then
      raise exception 'no appeal is pending' using errcode = 'integrity_constraint_violation', constraint = 'case_clock_appeal_is_pending';
    end if;
  end if;
end $$;

-- An extension prolongs what is still running: a lateness that there is cannot be taken back by one.
create or replace function case_clock_extend(event case_event) returns void language plpgsql as $$
begin
  if exists (select from case_clock k where k.case_id = event.case_id and coalesce(k.stopped_at, event.at) > k.deadline) then
    raise exception 'the deadline has passed' using errcode = 'integrity_constraint_violation', constraint = 'case_clock_extended_in_time';
  end if;
  update case_clock set extensions = extensions + 1 where case_id = event.case_id;
end $$;

-- The clock runs on. What stopped it is a pause up to this step; a suspension up to the day that was said, however much later
-- somebody, or the job, takes the case up again.
create or replace function case_clock_resume(event case_event) returns void language plpgsql as $$
begin
  update case_clock set
    pauses = pauses + tstzmultirange(tstzrange(stopped_at, greatest(stopped_at, least(event.at, suspended_until)))),
    suspended_at = null, suspended_until = null, stopped_at = null
  where case_id = event.case_id and stopped_at is not null;
end $$;

create or replace function case_clock_follow() returns trigger language plpgsql as $$
begin
  if new.action in ('appeal', 'grant', 'refuse') then
    perform case_clock_appeal(new);
  elsif new.action in ('dispatch', 'transfer') then
    perform case_clock_start(new);
  elsif new.action = 'extend' then
    perform case_clock_extend(new);
  elsif new.to_status = 'suspended' then
    update case_clock set suspended_at = new.at, stopped_at = new.at, suspensions = suspensions + 1,
      suspended_until = coalesce((new.detail ->> 'until')::timestamptz, new.at + interval '1 year')
    where case_id = new.case_id and suspended_at is null;
  elsif new.action = 'unmerge' then
    -- What the merge has stopped, and nothing that stood still before: a reopened case has its clock started by a dispatch.
    if exists (
        select from case_clock k
        join lateral (
          select e.at from case_event e where e.case_id = k.case_id and e.action = 'merge' order by e.seq desc limit 1
        ) merge on merge.at = k.stopped_at
        where k.case_id = new.case_id) then
      perform case_clock_resume(new);
    end if;
  elsif new.to_status in ('pending_handle', 'handling') then
    perform case_clock_resume(new);
  elsif new.to_status in ('pending_check', 'pending_close', 'closed', 'forced_close', 'cancelled', 'not_accepted', 'merged') then
    -- Where a suspension was over that nobody had ended, the clock had run on from there.
    update case_clock set
      pauses = case when suspended_until < new.at then pauses + tstzmultirange(tstzrange(stopped_at, suspended_until)) else pauses end,
      stopped_at = case when suspended_until < new.at then new.at else coalesce(stopped_at, new.at) end,
      suspended_at = null, suspended_until = null
    where case_id = new.case_id and (stopped_at is null or suspended_at is not null);
  end if;
  return null;
end $$;

create or replace trigger case_event_50_clock after insert on case_event
  for each row execute function case_clock_follow();

-- A change of the calendar moves the deadlines of the cases that are not handled yet; those that are keep the one they met
-- or missed.
create or replace function case_clock_recompute(first_day date) returns void language sql as $$
  update case_clock k
  set deadline = case_clock_at(k, 1), warn_at = case_clock_at(k, case_clock_warning_share())
  where (k.stopped_at is null or k.suspended_at is not null) and runs_on_working_time(k.limit_unit)
    and city_day(k.deadline) >= first_day
$$;

create or replace function calendar_day_changed() returns trigger language plpgsql as $$
begin
  perform case_clock_recompute(coalesce(new.day, old.day));
  return null;
end $$;
create or replace trigger calendar_day_10_deadlines after insert or update or delete on calendar_day
  for each row execute function calendar_day_changed();

create or replace function working_hours_changed() returns trigger language plpgsql as $$
begin
  perform case_clock_recompute(coalesce(new.valid_from, old.valid_from));
  return null;
end $$;
create or replace trigger working_hours_10_deadlines after insert or update or delete on working_hours
  for each row execute function working_hours_changed();

-- running, due_soon (即将超期), overdue (超期), suspended (挂账), met (handled in time), missed (handled late), or null
-- where no limit holds.
create or replace function deadline_state(
    deadline timestamptz, warn_at timestamptz, stopped_at timestamptz, suspended_at timestamptz, at timestamptz) returns text
  language sql immutable
  return case
    when deadline is null then null
    when suspended_at is not null then 'suspended'
    when stopped_at > deadline then 'missed'
    when stopped_at is not null then 'met'
    when at > deadline then 'overdue'
    when at >= warn_at then 'due_soon'
    else 'running'
  end;
