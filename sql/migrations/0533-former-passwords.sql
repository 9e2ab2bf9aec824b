-- An account's former passwords, as hashes, so that none of the last ones is chosen again. Kept by a trigger
-- (sql/functions/former_passwords.sql).
create table former_password (
  account_id uuid not null constraint former_password_account_exists references account on delete cascade,
  replaced_at timestamptz not null,
  password_hash text not null,
  constraint former_password_pk primary key (account_id, replaced_at)
);
