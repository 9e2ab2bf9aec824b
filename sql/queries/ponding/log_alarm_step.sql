-- Writes down what a person did about an alarm, and tells everyone (channel cityops_events). The caller holds the alarm's row.
-- Parameters: alarm, at, action, facility (null unless a circuit was switched), account, note.
with logged as (
  insert into ponding_alarm_log (alarm_id, seq, at, action, facility_id, account_id, note)
  select @alarm, coalesce(max(seq), 0) + 1, @at, @action, @facility, @account, @note from ponding_alarm_log where alarm_id = @alarm
)
select pg_notify('cityops_events', json_build_object('kind', 'ponding', 'what', 'alarm_' || @action, 'alarm', a.id, 'event', a.event_id,
  'section', s.code, 'name', s.name, 'town', s.town_code)::text)
from ponding_alarm a join section s on s.code = a.section_code where a.id = @alarm
