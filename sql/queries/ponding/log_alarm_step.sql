-- Writes down what a person did about an alarm, and tells everyone (channel cityops_events, and the webhooks). The
-- caller holds the alarm's row.
-- Parameters: alarm, at, action, facility (null unless a circuit was switched), account, note.
with logged as (
  insert into ponding_alarm_log (alarm_id, seq, at, action, facility_id, account_id, note)
  select @alarm, coalesce(max(seq), 0) + 1, @at, @action, @facility, @account, @note from ponding_alarm_log
    where alarm_id = @alarm
)
select pg_notify('cityops_events', told.word::text),
  webhook_post('ponding.alarm_' || @action, s.code, s.town_code, null, told.word
    || jsonb_build_object('at', @at, 'circuit',
    (select f.code from facility f where f.id = @facility), 'by', (select c.name from account c where c.id = @account),
    'note', @note))
from ponding_alarm a
join section s on s.code = a.section_code
cross join lateral (select jsonb_build_object('kind', 'ponding', 'what', 'alarm_' || @action, 'alarm', a.id,
  'event', a.event_id,
  'section', s.code, 'name', s.name, 'town', s.town_code) as word) told
where a.id = @alarm
