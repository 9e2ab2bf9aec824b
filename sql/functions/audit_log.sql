-- audit_log is append-only and one hash chain: hash = sha256(previous hash, then every column of the line). seq, at and
-- the hashes come from here. Who it was comes with the connection: the setting cityops.actor is {"account", "login",
-- "address", "agent"}, set by the program (Database/Actor.cs); what is done by hand in SQL is the database role's.
create or replace function audit_log_content(line audit_log) returns bytea
  language sql stable
  return convert_to(jsonb_build_array(
    line.id, line.seq, (extract(epoch from line.at) * 1000000)::bigint, line.account_id, line.login, line.address,
    line.agent, line.action, line.subject_kind, line.subject_id, line.before, line.after)::text, 'UTF8');

create or replace function audit_actor() returns jsonb language sql stable
  return nullif(current_setting('cityops.actor', true), '')::jsonb;

create or replace function audit_log_link() returns trigger language plpgsql as $$
declare
  actor constant jsonb := audit_actor();
  last record;
begin
  -- Held until the transaction ends, so that lines are committed in their order. "audit" in ASCII.
  perform pg_advisory_xact_lock(x'6175646974'::bigint);
  select l.seq, l.hash into last from audit_log l order by l.seq desc limit 1;
  new.seq := coalesce(last.seq, 0) + 1;
  new.at := clock_timestamp();
  new.account_id := coalesce(new.account_id, (actor ->> 'account')::uuid);
  new.login := coalesce(new.login, actor ->> 'login', case when actor is null then session_user::text else '' end);
  new.address := coalesce(new.address, actor ->> 'address');
  new.agent := coalesce(new.agent, actor ->> 'agent',
    case when actor is null then current_setting('application_name') end);
  new.prev_hash := last.hash;
  new.hash := sha256(coalesce(new.prev_hash, ''::bytea) || audit_log_content(new));
  return new;
end $$;

create or replace function audit_log_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is append-only'
    using errcode = 'integrity_constraint_violation', constraint = 'audit_log_append_only';
end $$;

create or replace trigger audit_log_10_link before insert on audit_log
  for each row execute function audit_log_link();
create or replace trigger audit_log_20_append_only before update or delete on audit_log
  for each row execute function audit_log_refuse_change();
create or replace trigger audit_log_30_no_truncate before truncate on audit_log
  for each statement execute function audit_log_refuse_change();
