-- Stores an event as it is told now.
-- Parameters: id, section, opened_at, ended_at, closed_at, level, worst_level, at_power_risk, power_risk_ended_at,
-- peak_mm, peak_at, peak_sensor, last_mm, last_at, minutes_blue, minutes_yellow, minutes_orange, minutes_red,
-- minutes_power_risk, now, is_past (an event that was of the present once is not past again)
insert into ponding_event as e (id, section_code, opened_at, ended_at, closed_at, level, worst_level, at_power_risk,
  power_risk_ended_at,
  peak_mm, peak_at, peak_sensor_id, last_mm, last_at, minutes_blue, minutes_yellow, minutes_orange, minutes_red,
  minutes_power_risk,
  recorded_at, changed_at, is_past)
values (@id, @section, @opened_at, @ended_at, @closed_at, @level, @worst_level, @at_power_risk, @power_risk_ended_at,
  @peak_mm, @peak_at, @peak_sensor, @last_mm, @last_at, @minutes_blue, @minutes_yellow, @minutes_orange, @minutes_red,
  @minutes_power_risk, @now, @now, @is_past)
on conflict on constraint ponding_event_pk do update set
  opened_at = excluded.opened_at, ended_at = excluded.ended_at, closed_at = excluded.closed_at, level = excluded.level,
  worst_level = excluded.worst_level, at_power_risk = excluded.at_power_risk,
  power_risk_ended_at = excluded.power_risk_ended_at,
  peak_mm = excluded.peak_mm, peak_at = excluded.peak_at, peak_sensor_id = excluded.peak_sensor_id,
  last_mm = excluded.last_mm,
  last_at = excluded.last_at, minutes_blue = excluded.minutes_blue, minutes_yellow = excluded.minutes_yellow,
  minutes_orange = excluded.minutes_orange, minutes_red = excluded.minutes_red,
  minutes_power_risk = excluded.minutes_power_risk,
  changed_at = excluded.changed_at, is_past = e.is_past and excluded.is_past
where (e.is_past and not excluded.is_past)
  or (e.opened_at, e.ended_at, e.closed_at, e.level, e.worst_level, e.at_power_risk, e.power_risk_ended_at, e.peak_mm,
  e.peak_at,
    e.last_mm, e.last_at, e.minutes_blue, e.minutes_yellow, e.minutes_orange, e.minutes_red, e.minutes_power_risk)
  is distinct from
  (excluded.opened_at, excluded.ended_at, excluded.closed_at, excluded.level, excluded.worst_level,
    excluded.at_power_risk,
    excluded.power_risk_ended_at, excluded.peak_mm, excluded.peak_at, excluded.last_mm, excluded.last_at,
    excluded.minutes_blue,
    excluded.minutes_yellow, excluded.minutes_orange, excluded.minutes_red, excluded.minutes_power_risk)
