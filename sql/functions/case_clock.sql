-- The clock of a case follows the case's log: it starts when the case is handed to those who put it right, stops while
-- it is suspended (挂账) and once it is handled or merged, runs on after a rework (what the check took is not the
-- handler's), and has one more of its limit for each extension (延期). Extensions, suspensions and appeals are counted
-- per case, whoever has it; those that were given before the clock started anew (extensions_before) add nothing to the
-- new one. Whether a case is overdue is not stored: it is the deadline against the present, at every look. The rule
-- stands in case_clock_refusal and case_clock_apply: the log's trigger, the steps that a case allows and a copied log
-- (case_clock_of) all go by them. Which action has which effect is data (table case_action, from
-- Features/Cases/Actions).

-- When a step was done: what its entry says of one that was taken without a signal (Features/Cases/TakeStep.cs),
-- otherwise the server's time.
create or replace function case_event_counts_at(event case_event) returns timestamptz language sql stable
  return coalesce((event.detail ->> 'countsAt')::timestamptz, event.at);

-- When the share of the limit is used up: started_at, then the limit and its extensions, then what the pauses took that
-- began before. A pause after it takes nothing back: what was late stays late.
create or replace function case_clock_at(clock case_clock, share numeric) returns timestamptz
  language plpgsql stable as $$
declare
  working_time boolean := runs_on_working_time(clock.limit_unit);
  needed numeric := limit_seconds(clock.limit_amount, clock.limit_unit,
    city_day(clock.started_at)) * (1 + clock.extensions - clock.extensions_before) * share;
  pause tstzrange;
begin
  for pause in select unnest(clock.pauses) loop
    exit when lower(pause) > instant_after(clock.started_at, needed, working_time);
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
    is distinct from (new.started_at, new.limit_amount, new.limit_unit, new.extensions,
      new.extensions_before, new.pauses))
  execute function case_clock_set();

-- What an entry of the log does to its case's clock: the effect of its action (table case_action), or else that of the
-- status which the case comes to, or of the category that it is of from then on (a report that was corrected). One of
-- those of case_clock_apply; null for none.
create or replace function case_clock_effect(event case_event) returns text language plpgsql stable as $$
declare
  of_action text;
begin
  select a.clock_effect into of_action from case_action a where a.action = event.action;
  return case
    when of_action is not null then of_action
    when event.from_status is not distinct from event.to_status
      then case when event.detail #>> '{category,to}' is not null then 'limit' end
    when event.to_status in ('pending_handle', 'handling') then 'run'
    when event.to_status in ('pending_check', 'pending_close', 'closed', 'forced_close', 'cancelled', 'not_accepted',
      'merged') then 'stop'
  end;
end $$;

-- Why a clock refuses an effect at an instant: the name that Http/ConstraintProblems.cs translates; null where it does
-- not. An extension prolongs what is still running: a lateness that there is cannot be taken back by one. An appeal
-- (申诉) is about a lateness that there is, once, and is decided once.
create or replace function case_clock_refusal(clock case_clock, effect text, at timestamptz) returns text
  language sql immutable
  return case
    when effect = 'extend' and coalesce(clock.stopped_at, at) > clock.deadline then 'case_clock_extended_in_time'
    when effect = 'extend' and clock.extensions >= 2 then 'case_clock_extended_twice_at_most'
    when effect = 'suspend' and clock.suspensions >= 1 then 'case_clock_suspended_once_at_most'
    when effect = 'appeal' and (coalesce(clock.stopped_at, at) > clock.deadline) is not true
      then 'case_clock_appeal_needs_lateness'
    when effect = 'appeal' and clock.appeals >= 1 then 'case_clock_appealed_once_at_most'
    when effect in ('grant', 'refuse') and clock.appeal is distinct from 'pending' then 'case_clock_appeal_is_pending'
  end;

-- The limit that holds from an entry on: that of the condition that was named last, in a step's detail as
-- {"condition":"<id>"}; otherwise that of the first condition of the category which the case had by then.
create or replace function case_clock_limit(clock case_clock, event case_event) returns case_clock
  language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
  select condition.id, condition.limit_amount, condition.limit_unit
  into clock.condition_id, clock.limit_amount, clock.limit_unit
  from case_file c
  left join lateral (
    select coalesce(e.detail #>> '{category,to}', e.detail #>> '{corrected,category}',
      e.detail #>> '{opened,category}') as code
    from case_event e
    where e.case_id = c.id and e.seq <= event.seq and e.detail ?| array['category', 'corrected', 'opened']
    order by e.seq desc limit 1) category on true
  left join lateral (
    select e.detail ->> 'condition' as id from case_event e
    where e.case_id = c.id and e.seq <= event.seq and e.detail ? 'condition'
    order by e.seq desc limit 1) named on true
  left join lateral (
    select f.id, f.limit_amount, f.limit_unit from filing_condition f
    where f.category_code = coalesce(category.code, c.category_code)
    order by (f.id::text = named.id) desc nulls last, f.ordinal limit 1) condition on true
  where c.id = event.case_id;
  return clock;
end $$;

-- Starts the clock, or starts it anew for another organisation or a reopened case; a case that was returned and is sent
-- to the same organisation again runs on, or returning it would be a way to win time.
create or replace function case_clock_start(clock case_clock, event case_event) returns case_clock
  language plpgsql stable as $$
declare
  organisation text := coalesce(event.detail #>> '{organisation,to}', clock.organisation_code);
begin
  if organisation is null then
    select coalesce(e.detail #>> '{opened,organisation}', c.organisation_code) into organisation
    from case_file c left join case_event e on e.case_id = c.id and e.seq = 1 where c.id = event.case_id;
  end if;
  if clock.stopped_at is null and clock.organisation_code = organisation then
    return clock;
  end if;
  clock.case_id := event.case_id;
  clock.organisation_code := organisation;
  clock.started_at := case_event_counts_at(event);
  clock := case_clock_limit(clock, event);
  clock.extensions := coalesce(clock.extensions, 0);
  clock.extensions_before := clock.extensions;
  clock.suspensions := coalesce(clock.suspensions, 0);
  clock.suspended_at := null;
  clock.suspended_until := null;
  clock.pauses := '{}';
  clock.stopped_at := null;
  clock.appeals := coalesce(clock.appeals, 0);
  clock.appeal := null;
  return clock;
end $$;

-- The clock after an effect, whose instant and details are the entry's. A clock that was not started has all nulls.
-- Refuses
-- nothing: what is in the log was allowed when it was written.
create or replace function case_clock_apply(clock case_clock, event case_event, effect text) returns case_clock
  language plpgsql stable as $$
declare
  at timestamptz := case_event_counts_at(event);
begin
  -- Only what the merge has stopped runs on after it: a reopened case has its clock started by a dispatch.
  if effect = 'run_after_merge' then
    effect := case when clock.stopped_at = (
      select case_event_counts_at(e) from case_event e where e.case_id = event.case_id and e.seq < event.seq
        and e.action = 'merge'
      order by e.seq desc limit 1
    ) then 'run' end;
  end if;
  if effect is null or (clock.case_id is null and effect <> 'start') then
    return clock;
  end if;
  case effect
    when 'start' then
      clock := case_clock_start(clock, event);
    when 'run' then
      -- What stopped it is a pause up to this step; a suspension up to the day that was said, however much later
      -- somebody, or the job, takes the case up again.
      if clock.stopped_at is not null then
        clock.pauses := clock.pauses
          + tstzmultirange(tstzrange(clock.stopped_at, greatest(clock.stopped_at, least(at, clock.suspended_until))));
        clock.suspended_at := null;
        clock.suspended_until := null;
        clock.stopped_at := null;
      end if;
    when 'stop' then
      -- Where a suspension was over that nobody had ended, the clock had run on from there.
      if clock.suspended_until < at then
        clock.pauses := clock.pauses + tstzmultirange(tstzrange(clock.stopped_at, clock.suspended_until));
        clock.stopped_at := at;
      end if;
      clock.stopped_at := coalesce(clock.stopped_at, at);
      clock.suspended_at := null;
      clock.suspended_until := null;
    when 'suspend' then
      clock.suspended_at := at;
      clock.stopped_at := at;
      clock.suspensions := clock.suspensions + 1;
      clock.suspended_until := coalesce((event.detail ->> 'until')::timestamptz, at + interval '1 year');
    when 'extend' then
      clock.extensions := clock.extensions + 1;
    when 'limit' then
      -- Another category's limit, from the same start. What is late stays late, and what was handled met or missed the
      -- limit that it had.
      if (clock.stopped_at is null or clock.suspended_at is not null)
        and (coalesce(clock.stopped_at, at) > case_clock_at(clock, 1)) is not true then
        clock := case_clock_limit(clock, event);
      end if;
    when 'appeal' then
      clock.appeals := clock.appeals + 1;
      clock.appeal := 'pending';
    when 'grant' then
      clock.appeal := 'granted';
    when 'refuse' then
      clock.appeal := 'refused';
    else
      raise exception 'action % has the clock effect %, which sql/functions/case_clock.sql does not know',
        event.action, effect;
  end case;
  return clock;
end $$;

-- The clock after an entry.
create or replace function case_clock_after(clock case_clock, event case_event) returns case_clock
  language plpgsql stable as $$
begin
  return case_clock_apply(clock, event, case_clock_effect(event));
end $$;

-- The clock that a log comes to: case_clock_of(e order by e.seq). Its deadline follows when it is stored.
create or replace aggregate case_clock_of(case_event) (sfunc = case_clock_after, stype = case_clock);

-- The clock follows the log. One entry of a case is written at a time (case_event_seq_unique), so nobody else moves
-- what is read here.
create or replace function case_clock_follow() returns trigger language plpgsql as $$
declare
  effect text := case_clock_effect(new);
  old_clock case_clock;
  new_clock case_clock;
  refusal text;
begin
  if effect is null then
    return null;
  end if;
  select * into old_clock from case_clock k where k.case_id = new.case_id;
  refusal := case_clock_refusal(old_clock, effect, case_event_counts_at(new));
  if refusal is not null then
    raise exception 'the clock of case % does not %', new.case_id, effect
      using errcode = 'integrity_constraint_violation', constraint = refusal;
  end if;
  new_clock := case_clock_apply(old_clock, new, effect);
  if new_clock is not distinct from old_clock then
    return null;
  end if;
  if old_clock.case_id is null then
    insert into case_clock select new_clock.*;
  else
    update case_clock set
      condition_id = new_clock.condition_id, organisation_code = new_clock.organisation_code,
      started_at = new_clock.started_at, limit_amount = new_clock.limit_amount, limit_unit = new_clock.limit_unit,
      extensions = new_clock.extensions, extensions_before = new_clock.extensions_before,
      suspensions = new_clock.suspensions, suspended_at = new_clock.suspended_at,
      suspended_until = new_clock.suspended_until, pauses = new_clock.pauses,
      stopped_at = new_clock.stopped_at, appeals = new_clock.appeals, appeal = new_clock.appeal
    where case_id = new.case_id;
  end if;
  return null;
end $$;

create or replace trigger case_event_50_clock after insert on case_event
  for each row execute function case_clock_follow();

-- A change of the calendar moves the deadlines of the cases that are not handled yet; those that are keep the one they
-- met or missed.
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
    deadline timestamptz, warn_at timestamptz, stopped_at timestamptz, suspended_at timestamptz, at timestamptz)
      returns text
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
