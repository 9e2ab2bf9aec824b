-- The steps that close the loop: what is looked at before it is filed (核实), appeals (申诉), the forced close (强制结案),
-- merging and its undoing. docs/cases.md draws the graph.

-- A step may have several ends: what is unmerged goes back to where it was.
alter table case_step drop constraint case_step_pk;
alter table case_step add constraint case_step_pk primary key (action, from_status, to_status);

-- not_by: whoever took the last step of these kinds may not take this one; a result is not checked by who brought it about.
alter table case_step add column not_by text[] not null default '{}';
alter table case_step add column needs_note boolean not null default false;

update case_step set not_by = '{handle}' where action in ('verify', 'rework');

insert into case_step (action, from_status, to_status, roles, not_by, needs_note) values
  ('confirm', 'pending_verify', 'pending_register', '{officer,verifier,admin}', '{report}', false),
  ('reject', 'pending_verify', 'not_accepted', '{verifier,dispatcher,supervisor,admin}', '{}', true),
  ('cancel', 'pending_verify', 'cancelled', '{supervisor,admin}', '{}', false),
  ('rectify', 'pending_register', 'closed', '{officer,dispatcher,supervisor,admin}', '{}', true),
  ('force-close', 'pending_dispatch', 'forced_close', '{supervisor,admin}', '{}', true),
  ('force-close', 'pending_handle', 'forced_close', '{supervisor,admin}', '{}', true),
  ('force-close', 'handling', 'forced_close', '{supervisor,admin}', '{}', true),
  ('force-close', 'suspended', 'forced_close', '{supervisor,admin}', '{}', true),
  ('force-close', 'pending_check', 'forced_close', '{supervisor,admin}', '{}', true),
  ('force-close', 'pending_close', 'forced_close', '{supervisor,admin}', '{}', true),
  ('reopen', 'forced_close', 'pending_dispatch', '{supervisor,admin}', '{}', false),
  ('reopen', 'not_accepted', 'pending_register', '{supervisor,admin}', '{}', false),
  ('reopen', 'cancelled', 'pending_register', '{supervisor,admin}', '{}', false);

insert into case_step (action, from_status, to_status, roles, needs_note)
select 'appeal', status, status, '{handler,contractor,admin}'::text[], true
from unnest(array['pending_handle', 'handling', 'pending_check', 'pending_close', 'closed']) status;

insert into case_step (action, from_status, to_status, roles, not_by, needs_note)
select decision, status, status, '{supervisor,admin}'::text[], '{appeal}'::text[], decision = 'refuse'
from unnest(array['pending_handle', 'handling', 'pending_check', 'pending_close', 'closed']) status,
  unnest(array['grant', 'refuse']) decision;

insert into case_step (action, from_status, to_status, roles)
select 'merge', status, 'merged', '{dispatcher,supervisor,admin}'::text[]
from unnest(array['pending_verify', 'pending_register', 'pending_dispatch', 'pending_handle', 'handling']) status
union all
select 'unmerge', 'merged', status, '{dispatcher,supervisor,admin}'::text[]
from unnest(array['pending_verify', 'pending_register', 'pending_dispatch', 'pending_handle', 'handling']) status;

-- 挂账 lasts a year at most; then the case goes back to those who have it (Features/Cases/Escalation).
alter table case_clock add column suspended_until timestamptz;

-- The deadline that a warning and a lateness were last told of, so that each is told once.
alter table case_clock add column warned_of timestamptz;
alter table case_clock add column lateness_told_of timestamptz;
create index case_clock_warning on case_clock (warn_at) where stopped_at is null;
create index case_clock_suspended on case_clock (suspended_until) where suspended_at is not null;

-- Who reported it, beside who puts it right: both see it, and lists of either are read from an index.
alter table case_file add column reporter_organisation_code text constraint case_file_reporter_exists references organisation;
update case_file c set reporter_organisation_code = r.organisation_code from report r where r.id = c.source_id and c.source = 'report';
create index case_file_reporter on case_file (reporter_organisation_code, reported_at desc, id desc) where reporter_organisation_code is not null;
drop index case_file_organisation;
create index case_file_organisation on case_file (organisation_code, reported_at desc, id desc);
create index case_file_town on case_file (town_code, reported_at desc, id desc);
create index case_file_status on case_file (status, reported_at desc, id desc);

-- What is looked for in lists: part of a number or of what was said, Chinese or not.
create index case_file_text on case_file using gin (number gin_trgm_ops, description gin_trgm_ops);
