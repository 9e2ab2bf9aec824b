-- The steps that an account may take now, of a case that is in its hands (case_held_by): those that the graph gives to
-- its role, that the clock does not refuse, no check that somebody else was drawn for, and no check of work whose last
-- step was its own. The lists of steps (queries/cases/steps_now.sql) and of tasks (queries/cases/tasks.sql) go by it.
-- status, checker, clock: the case's; instant: now. In language sql and not strict, so that it is planned within the
-- query that asks.
create or replace function case_steps_open_to(
    of_case uuid, status text, checker uuid, clock case_clock, role text, account uuid, instant timestamptz)
      returns setof case_step
  language sql stable as $$
  select s.*
  from case_step s
  left join case_action a on a.action = s.action
  where s.from_status = status and role = any (s.roles)
    and case_clock_refusal(clock, a.clock_effect, instant) is null
    and not (s.is_check and checker <> account and checker is not null)
    and not exists (
      select from unnest(s.not_by) as work
      where (
        select e.actor_id from case_event e where e.case_id = of_case and e.action = work order by e.seq desc limit 1
      ) = account)
$$;
