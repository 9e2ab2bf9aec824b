-- Who is told of what. A notice is written in the transaction of the step, the alarm or the job that it tells of
-- (missed checks: sql/queries/routines/note_escalated.sql), and then every web node is told that there is one.

-- Whose turn a case is: the step that it waits for in a status; null where it waits for none.
create or replace function case_turn(status text) returns text language sql immutable parallel safe
  return case status
    when 'pending_verify' then 'confirm'
    when 'pending_register' then 'file'
    when 'pending_dispatch' then 'dispatch'
    when 'pending_handle' then 'handle'
    when 'handling' then 'handle'
    when 'pending_check' then 'verify'
    when 'pending_close' then 'close'
  end;

-- Tells those whose turn it is after a step, and of a decided appeal those who may appeal; of what is to be put right
-- only those of the organisation that has the case. A checker who was drawn is told alone. Administrators may take
-- every step, and are told of none.
create or replace function notice_of_step(step case_event) returns void language sql as $$
  insert into notice (id, at, kind, roles, organisation_code, account_id, actor_id, case_id, event_id)
  select gen_random_uuid(), step.at, told.kind, told.roles,
    case when told.turn in ('handle', 'appeal') then c.organisation_code end, told.account, step.actor_id, c.id, step.id
  from case_file c
  cross join lateral (
    select case when step.action in ('grant', 'refuse') then 'appeal' else case_turn(step.to_status) end as turn
  ) next
  cross join lateral (
    select next.turn,
      case step.action
        when 'dispatch' then 'dispatched'
        when 'transfer' then 'dispatched'
        when 'resume' then 'resumed'
        when 'rework' then 'reworked'
        when 'return' then 'returned'
        when 'urge' then 'urged'
        when 'overdue' then 'overdue'
        when 'draw' then 'drawn'
        when 'grant' then 'appeal_granted'
        when 'refuse' then 'appeal_refused'
      end as kind,
      (step.detail -> 'checker' ->> 'id')::uuid as account,
      case when step.action = 'draw' then '{}' else array(
        select distinct r.code
        from case_step s cross join unnest(s.roles) as r (code)
        where s.action = next.turn and s.from_status = step.to_status and r.code <> 'admin'
      ) end as roles
  ) told
  where c.id = step.case_id and told.kind is not null and (told.roles <> '{}' or told.account is not null)
$$;

create or replace function case_event_notice() returns trigger language plpgsql as $$
begin
  perform notice_of_step(new);
  return null;
end $$;

create or replace trigger case_event_92_notice after insert on case_event
  for each row
  when (new.action in (
    'dispatch', 'transfer', 'resume', 'rework', 'return', 'urge', 'overdue', 'draw', 'grant', 'refuse'))
  execute function case_event_notice();

-- Water at the lamps is told to everybody who may act on it, again when it comes back.
create or replace function ponding_alarm_notice() returns trigger language plpgsql as $$
begin
  insert into notice (id, at, kind, roles, town_code, alarm_id)
  select gen_random_uuid(), new.at, 'power_risk',
    array(select r.role from role_right r where r.operation = 'alarms.handle'), s.town_code, a.id
  from ponding_alarm a
  join section s on s.code = a.section_code
  where a.id = new.alarm_id;
  return null;
end $$;

create or replace trigger ponding_alarm_log_90_notice after insert on ponding_alarm_log
  for each row when (new.action in ('raised', 'returned')) execute function ponding_alarm_notice();

-- Tells those of an organisation who may do what a letter asks of them, or who wrote it. actor: who need not be told.
create or replace function notice_of_letter(
    letter uuid, kind text, at timestamptz, organisation text, operation text, actor uuid) returns void
  language sql as $$
  insert into notice (id, at, kind, roles, organisation_code, actor_id, letter_id)
  select gen_random_uuid(), notice_of_letter.at, notice_of_letter.kind, may.roles, notice_of_letter.organisation,
    notice_of_letter.actor, notice_of_letter.letter
  from (
    select array_agg(r.role) as roles
    from role_right r
    where r.operation = notice_of_letter.operation and r.role <> 'admin'
  ) may
  where may.roles is not null
$$;

-- The recipient is told of a letter, the writer of its answer. That one is late: sql/queries/letters/tell_overdue.sql.
create or replace function letter_notice() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform notice_of_letter(
      new.id, 'letter_received', new.created_at, new.to_organisation_code, 'letters.answer', new.created_by);
  else
    perform notice_of_letter(
      new.id, 'letter_answered', new.answered_at, new.from_organisation_code, 'letters.issue', new.answered_by);
  end if;
  return null;
end $$;

create or replace trigger letter_90_notice after insert on letter
  for each row execute function letter_notice();
create or replace trigger letter_91_notice after update on letter
  for each row when (old.answered_at is null and new.answered_at is not null) execute function letter_notice();

-- Channel cityops_events, payload {"kind":"notice","organisation","town"}: to whom it is worth asking for the count.
create or replace function notice_notify() returns trigger language plpgsql as $$
begin
  perform pg_notify('cityops_events', json_build_object(
    'kind', 'notice', 'organisation', new.organisation_code, 'town', new.town_code)::text);
  return null;
end $$;

create or replace trigger notice_90_notify after insert on notice
  for each row execute function notice_notify();
