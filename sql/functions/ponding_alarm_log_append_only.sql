-- ponding_alarm_log is append-only: an UPDATE, DELETE or TRUNCATE is refused, whoever asks.
create or replace trigger ponding_alarm_log_append_only before update or delete on ponding_alarm_log
  for each row execute function refuse_change();
create or replace trigger ponding_alarm_log_no_truncate before truncate on ponding_alarm_log
  for each statement execute function refuse_change();
drop function if exists ponding_alarm_log_refuse_change(); -- before refuse_change
