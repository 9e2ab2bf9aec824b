-- Who was not let in at the uplink, and why: for whoever installs a gateway. Bounded by note_refused.sql; never the secret.
create table refused_connection (
  id uuid not null default gen_random_uuid(),
  user_name text not null,
  client_id text not null,
  address text not null,
  reason text not null,
  attempts integer not null constraint refused_connection_attempts_some check (attempts > 0),
  first_at timestamptz not null,
  last_at timestamptz not null,
  constraint refused_connection_pk primary key (user_name, client_id, address, reason)
);
create index refused_connection_latest on refused_connection (last_at desc, id desc);
