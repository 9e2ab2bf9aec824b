-- Who is logged in: a console's cookie or a phone's tokens live as long as their row. A phone's refresh token is taken once: refresh_id
-- is the one that was given out last, previous_refresh_id the one before, which is taken once more while nothing shows that the phone
-- has the new one (is_taken_up), and for a moment after in any case.
create table session (
  id uuid constraint session_pk primary key,
  account_id uuid not null constraint session_account_exists references account on delete cascade,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  refresh_id uuid not null,
  previous_refresh_id uuid,
  refreshed_at timestamptz not null,
  is_taken_up boolean not null default false
);
create index session_account on session (account_id, seen_at);
comment on column session.seen_at is 'To the hour.';
