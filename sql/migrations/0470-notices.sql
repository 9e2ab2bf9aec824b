-- The inbox (通知): what concerns an account, written in the transaction that makes it so and kept until it is old.
--
-- A notice is written once and addressed, not copied for each reader: who it is for is asked when it is read
-- (sql/functions/notices_of.sql), so that who joins an organisation finds what waits there, and who leaves it does not.
create table notice (
  id uuid constraint notice_pk primary key,
  at timestamptz not null,
  kind text not null constraint notice_kind_known check (kind in (
    'dispatched', 'resumed', 'reworked', 'returned', 'urged', 'overdue', 'drawn', 'check_missed', 'power_risk')),
  roles text[] not null,
  organisation_code text constraint notice_organisation_exists references organisation,
  town_code text constraint notice_town_exists references town,
  account_id uuid constraint notice_account_exists references account,
  actor_id uuid constraint notice_actor_exists references account,
  case_id uuid constraint notice_case_exists references case_file on delete cascade,
  event_id uuid constraint notice_event_exists references case_event on delete cascade,
  alarm_id uuid constraint notice_alarm_exists references ponding_alarm on delete cascade,
  routine_code text constraint notice_routine_exists references routine,
  checks integer
);
create index notice_newest on notice (at desc, id desc);
comment on table notice is 'What somebody is told: of a step of a case, of an alarm at the lamps, of missed checks.';
comment on column notice.roles is 'Who is told: these roles; none where an account is named.';
comment on column notice.organisation_code is 'Of these roles those of this organisation alone; null: of every one.';
comment on column notice.town_code is 'Where it is, for accounts of a town; of a case its town now counts.';
comment on column notice.account_id is 'The one person who is told, e.g. the checker that was drawn.';
comment on column notice.actor_id is 'Who did it, and need not be told.';
comment on column notice.event_id is 'The step of the case that is told of.';
comment on column notice.checks is 'How many checks of the routine were missed.';

create table notice_read (
  account_id uuid not null constraint notice_read_account_exists references account,
  notice_id uuid not null constraint notice_read_notice_exists references notice on delete cascade,
  read_at timestamptz not null,
  constraint notice_read_pk primary key (account_id, notice_id)
);
create index notice_read_notice on notice_read (notice_id);
