-- Stores an event's minutes by city day as they are told now.
-- Parameters: event, days; minutes at blue, yellow, orange, red and power_risk of each
with kept as (
  insert into ponding_event_minutes as d (event_id, spent_on, minutes_blue, minutes_yellow, minutes_orange, minutes_red,
    minutes_power_risk)
  select @event, n.* from unnest(@days, @blue, @yellow, @orange, @red, @power_risk) as n (spent_on, blue, yellow,
    orange, red, power_risk)
  on conflict on constraint ponding_event_minutes_pk do update set
    minutes_blue = excluded.minutes_blue, minutes_yellow = excluded.minutes_yellow,
    minutes_orange = excluded.minutes_orange,
    minutes_red = excluded.minutes_red, minutes_power_risk = excluded.minutes_power_risk
  where (d.minutes_blue, d.minutes_yellow, d.minutes_orange, d.minutes_red, d.minutes_power_risk)
    is distinct from (excluded.minutes_blue, excluded.minutes_yellow, excluded.minutes_orange, excluded.minutes_red,
      excluded.minutes_power_risk)
)
delete from ponding_event_minutes where event_id = @event and spent_on <> all (@days)
