-- The actions that the program knows, as far as SQL has to know them (Features/Cases/Actions). Written after the functions
-- whenever the list changed; the steps of an action that is new here are added to the graph then.
create table case_action (
  action text constraint case_action_pk primary key,
  clock_effect text
);
comment on column case_action.clock_effect is
  'What it does to the case''s clock, an effect of sql/functions/case_clock.sql; null: what the status that it leads to does.';

-- Those whose steps are in the graph already, as far as a city has not taken them out.
insert into case_action (action)
select unnest(array[
  'confirm', 'file', 'reject', 'rectify', 'transfer', 'dispatch', 'return', 'accept', 'handle', 'suspend', 'resume',
  'extend', 'verify', 'rework', 'close', 'force-close', 'cancel', 'reopen', 'merge', 'unmerge', 'appeal', 'grant',
  'refuse', 'draw']);

-- How often each may be done is part of the clock's rule (case_clock_refusal), which the trigger holds by the row's lock.
alter table case_clock
  drop constraint case_clock_extended_twice_at_most,
  drop constraint case_clock_suspended_once_at_most,
  drop constraint case_clock_appealed_once_at_most;

drop function if exists case_clock_start(case_event);
drop function if exists case_clock_appeal(case_event);
drop function if exists case_clock_extend(case_event);
drop function if exists case_clock_resume(case_event);
