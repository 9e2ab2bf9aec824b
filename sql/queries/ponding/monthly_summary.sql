-- Each section's month of ponding. An event belongs to the month in which it opened; its minutes are told from the readings, each speaking
-- until the next, for an hour at most.
-- Parameters: from, to (the month), town (null for all), now.
-- Columns: section, name, town, events, minutes_blue, minutes_yellow, minutes_orange, minutes_red (at a colour and not at the next),
-- minutes_power_risk, peak_mm, peak_at, alarms; rank (1 worst, by minutes at yellow or worse, then by peak; null without an event);
-- availability: the share of the month in which its sensors were heard of at least every two heartbeats, null without a sensor.
with month as (
  select e.section_code, count(*)::integer as events, sum(e.minutes_blue) as blue, sum(e.minutes_yellow) as yellow,
    sum(e.minutes_orange) as orange, sum(e.minutes_red) as red, sum(e.minutes_power_risk) as power_risk, max(e.peak_mm) as peak_mm,
    (array_agg(e.peak_at order by e.peak_mm desc, e.peak_at))[1] as peak_at
  from ponding_event e
  where e.opened_at >= @from and e.opened_at < @to and e.merged_into is null and e.withdrawn_at is null
  group by e.section_code
), ranked as (
  select section_code, row_number() over (order by yellow + orange + red desc, peak_mm desc, section_code)::integer as rank from month
), available as (
  select section_code, avg(greatest(0, 1 - silent / nullif(placed, 0))) as share
  from (
    select section_code, sensor_id, sum(placed_seconds) as placed, sum(silent_seconds) as silent
    from sensor_availability(@from, @to, @now) group by section_code, sensor_id
  ) sensor
  group by section_code
)
select s.code as section, s.name, s.town_code as town, coalesce(month.events, 0) as events, coalesce(month.blue, 0) as minutes_blue,
  coalesce(month.yellow, 0) as minutes_yellow, coalesce(month.orange, 0) as minutes_orange, coalesce(month.red, 0) as minutes_red,
  coalesce(month.power_risk, 0) as minutes_power_risk, month.peak_mm, month.peak_at,
  (select count(*)::integer from ponding_alarm a where a.section_code = s.code and a.raised_at >= @from and a.raised_at < @to) as alarms,
  ranked.rank, round(available.share::numeric, 4)::double precision as availability
from section s
left join month on month.section_code = s.code
left join ranked on ranked.section_code = s.code
left join available on available.section_code = s.code
where @town::text is null or s.town_code = @town
order by ranked.rank nulls last, s.code
