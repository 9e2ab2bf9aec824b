-- ponding_alarm_log is append-only: an UPDATE, DELETE or TRUNCATE is refused, whoever asks.
create or replace function ponding_alarm_log_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'ponding_alarm_log is append-only'
    using errcode = 'integrity_constraint_violation', constraint = 'ponding_alarm_log_append_only';
end $$;

create or replace trigger ponding_alarm_log_append_only before update or delete on ponding_alarm_log
  for each row execute function ponding_alarm_log_refuse_change();
create or replace trigger ponding_alarm_log_no_truncate before truncate on ponding_alarm_log
  for each statement execute function ponding_alarm_log_refuse_change();
