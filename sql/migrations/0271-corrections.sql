-- What became of a record from the field after it was entered: corrected or withdrawn, by whom and why. The record's own row holds what
-- counts now; each entry here holds the record before and after, and is chained to the one before it by its hash
-- (sql/functions/record_change.sql). A case's log names the entry and its hash.
create table record_change (
  id uuid constraint record_change_pk primary key, -- made by the client, so that a repeat is the same change
  subject text not null constraint record_change_subject_known
    check (subject in ('report', 'patrol', 'penalty', 'assessment', 'feedback')),
  subject_id uuid not null,
  seq integer not null, -- 1, 2, 3, … per record
  action text not null constraint record_change_action_known check (action in ('correct', 'withdraw')),
  reason text not null,
  actor_id uuid not null constraint record_change_actor_exists references account,
  at timestamptz not null,
  device_at timestamptz,
  before jsonb not null,
  after jsonb, -- null for a withdrawal
  sent bytea not null, -- SHA-256 of what was sent
  prev_hash bytea,
  hash bytea not null,
  constraint record_change_seq_unique unique (subject_id, seq),
  constraint record_change_after_a_correction check ((after is null) = (action = 'withdraw'))
);

alter table report add withdrawn_at timestamptz;
alter table patrol add withdrawn_at timestamptz;
alter table penalty add withdrawn_at timestamptz;
alter table feedback add withdrawn_at timestamptz;

-- The reports of a case.
create index report_case on report (case_id) where case_id is not null;

-- A decision that was withdrawn may be entered again under its number.
alter table penalty drop constraint penalty_number_unique;
create unique index penalty_number_unique on penalty (number) where withdrawn_at is null;
