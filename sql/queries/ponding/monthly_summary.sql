-- Each section's month of ponding. An event belongs to the month in which it opened, its minutes to the days on which
-- they passed; they are told from the readings, each speaking until the next, for an hour at most.
-- Parameters: from, to (the month), first_day, last_day (its days), town (null for all), now.
-- Columns: section, name, town, events, minutes_blue, minutes_yellow, minutes_orange, minutes_red (at a colour and not
-- at the next), minutes_power_risk, peak_mm, peak_at, alarms; rank (1 worst, by minutes at yellow or worse, then by
-- peak; null without any);
-- availability: the share of the month in which its sensors were heard of at least every two heartbeats, null without a
-- sensor.
with month as (
  select e.section_code, count(*)::integer as events, max(e.peak_mm) as peak_mm,
    (array_agg(e.peak_at order by e.peak_mm desc, e.peak_at))[1] as peak_at
  from ponding_event e
  where e.opened_at >= @from and e.opened_at < @to and e.merged_into is null and e.withdrawn_at is null
  group by e.section_code
), spent as (
  select e.section_code, sum(d.minutes_blue) as blue, sum(d.minutes_yellow) as yellow, sum(d.minutes_orange) as orange,
    sum(d.minutes_red) as red,
    sum(d.minutes_power_risk) as power_risk
  from ponding_event_minutes d join ponding_event e on e.id = d.event_id and e.merged_into is null
    and e.withdrawn_at is null
  where d.spent_on between @first_day and @last_day
  group by e.section_code
), ranked as (
  select section_code, row_number() over (order by coalesce(yellow + orange + red, 0) desc,
    coalesce(peak_mm, 0) desc, section_code)::integer as rank
  from month full join spent using (section_code)
), available as (
  select section_code, avg(greatest(0, 1 - silent / nullif(placed, 0))) as share
  from (
    select section_code, sensor_id, sum(placed_seconds) as placed, sum(silent_seconds) as silent
    from sensor_availability(@from, @to, @now) group by section_code, sensor_id
  ) sensor
  group by section_code
)
select s.code as section, s.name, s.town_code as town, coalesce(month.events, 0) as events,
  coalesce(spent.blue, 0) as minutes_blue,
  coalesce(spent.yellow, 0) as minutes_yellow, coalesce(spent.orange, 0) as minutes_orange,
  coalesce(spent.red, 0) as minutes_red,
  coalesce(spent.power_risk, 0) as minutes_power_risk, month.peak_mm, month.peak_at,
  (select count(*)::integer from ponding_alarm a where a.section_code = s.code and a.raised_at >= @from
    and a.raised_at < @to) as alarms,
  ranked.rank, round(available.share::numeric, 4)::double precision as availability
from section s
left join month on month.section_code = s.code
left join spent on spent.section_code = s.code
left join ranked on ranked.section_code = s.code
left join available on available.section_code = s.code
where @town::text is null or s.town_code = @town
order by ranked.rank nulls last, s.code
