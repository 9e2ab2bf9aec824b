-- The inbox of an account: the notices that are addressed to it and whose record it has in hand at this moment
-- (visible_to.sql), with when it read them and whether they are settled: the case waits for another step since, the
-- alarm is finished, the letter is answered or withdrawn. own, organisation, town: the account's scope.
-- Inlined into the queries that call it. visible_to.sql is applied after this file, so its functions are not looked for
-- yet.
set local check_function_bodies = off;
drop function if exists notices_of(uuid, text, text, text, text);
create function notices_of(account uuid, role text, own text, organisation text, town text)
  returns table (
    id uuid, at timestamptz, kind text, town_code text, actor_id uuid, case_id uuid, event_id uuid, alarm_id uuid,
    letter_id uuid, routine_code text, checks integer, read_at timestamptz, is_settled boolean)
  language sql stable parallel safe as $$
  select n.id, n.at, n.kind, n.town_code, n.actor_id, n.case_id, n.event_id, n.alarm_id, n.letter_id, n.routine_code,
    n.checks, r.read_at,
    case
      when n.kind in ('appeal_granted', 'appeal_refused') then false -- asks for nothing but to be read
      when n.case_id is not null then case_turn(c.status) is distinct from case_turn(e.to_status)
      when n.alarm_id is not null then a.finished_at is not null
      when n.letter_id is not null then
        l.withdrawn_at is not null or (n.kind <> 'letter_answered' and l.answered_at is not null)
      else false
    end
  from notice n
  left join notice_read r on r.notice_id = n.id and r.account_id = notices_of.account
  left join case_file c on c.id = n.case_id
  left join case_event e on e.id = n.event_id
  left join ponding_alarm a on a.id = n.alarm_id
  left join letter l on l.id = n.letter_id
  where (n.account_id = notices_of.account
      or (n.account_id is null and notices_of.role = any (n.roles)
        and (n.organisation_code is null or n.organisation_code = notices_of.own)))
    and n.actor_id is distinct from notices_of.account
    and (notices_of.town is null or n.town_code is null or n.town_code = notices_of.town)
    and (n.case_id is null or case_held_by(
      c.organisation_code, c.town_code, notices_of.own, notices_of.organisation, notices_of.town))
    and (n.letter_id is null or letter_visible_to(l.from_organisation_code, l.to_organisation_code, l.town_code,
      notices_of.own, notices_of.organisation, notices_of.town))
$$;
set local check_function_bodies = on;
