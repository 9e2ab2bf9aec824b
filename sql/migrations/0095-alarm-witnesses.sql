-- What an alarm needs to be ended safely: the time that holds for it whatever the section says later, the sensors that have to say that the
-- water is off the lamps, and how far a person who looked on site has answered for them.
alter table ponding_alarm
  add column restore_minutes integer not null default 60,
  add column witnesses integer[] not null default '{}',
  add column seen_until timestamptz;
update ponding_alarm a set restore_minutes = s.power_restore_minutes from section s where s.code = a.section_code;
update ponding_alarm a set witnesses = array(
  select distinct r.sensor_id
  from ponding_event e join ponding_alert r on r.event_id = e.id and r.level = 9
  where e.section_code = a.section_code and (e.id = a.event_id or e.closed_at is null or e.closed_at >= a.reached_at)
  order by 1);
alter table ponding_alarm_log drop constraint ponding_alarm_log_action_known, add constraint ponding_alarm_log_action_known
  check (action in ('raised', 'returned', 'acknowledged', 'power_off', 'power_on', 'seen_on_site', 'finished'));
