-- A person on site answers for what the alarm's sensors have said until now.
-- Parameter: alarm.
update ponding_alarm a set seen_until = greatest(a.reached_at, (
  select max(r.observed_at)
  from sensor_place p join reading r on r.sensor_id = p.sensor_id
    and r.observed_at >= greatest(p.valid_from, a.reached_at) and r.observed_at < p.valid_to
  where p.section_code = a.section_code))
where a.id = @alarm
