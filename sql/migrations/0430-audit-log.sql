-- Who administered what, when and from where: log-ins, accounts, rights, gateways and their secrets, settings, exports.
-- One chain over the whole city: seq counts without gaps, each line carries the hash of the one before it
-- (sql/functions/audit_log.sql). It names people by their login as text, so that a line says the same when the account
-- is no more, and never holds a secret.
create table audit_action (
  code text constraint audit_action_pk primary key, -- e.g. account.password (sql/reference/audit_actions.sql)
  position smallint not null,
  name text not null,
  name_en text not null
);

create table audit_log (
  id uuid constraint audit_log_pk primary key default gen_random_uuid(),
  seq bigint not null constraint audit_log_seq_unique unique, -- 1, 2, 3, …
  at timestamptz not null, -- by the database's clock
  account_id uuid, -- who; null for a verb, a stranger or the program itself
  login text not null, -- the account's; of a verb the operating system's user; of SQL by hand the database's role
  address text, -- from where; of many log-ins that failed the network
  agent text, -- with what: the browser, the phone app or the verb
  action text not null constraint audit_log_action_exists references audit_action,
  subject_kind text, -- what it was done to
  subject_id text,
  before jsonb, -- of a change the members that changed
  after jsonb,
  prev_hash bytea,
  hash bytea not null
);
create index audit_log_login on audit_log (login, seq);
create index audit_log_action on audit_log (action, seq);
create index audit_log_subject on audit_log (subject_kind, subject_id, seq);
create index audit_log_at on audit_log using brin (at);

-- The nightly anchor covers this log too: its last line and that line's hash. Null where an anchor was made before
-- there was one.
alter table chain_anchor add audit_seq bigint, add audit_head bytea;
