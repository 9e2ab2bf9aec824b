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
), heard as (
  select p.section_code, p.sensor_id, r.observed_at, m.heartbeat_minutes,
    r.observed_at - lag(r.observed_at, 1, greatest(@from, p.valid_from)) over stay as silence,
    lead(r.observed_at) over stay is null as is_last, least(@to, p.valid_to, @now) - r.observed_at as silence_after
  from sensor_place p
  join sensor m on m.id = p.sensor_id
  join reading r on r.sensor_id = p.sensor_id and r.observed_at >= greatest(@from, p.valid_from) and r.observed_at < least(@to, p.valid_to)
  window stay as (partition by p.sensor_id, p.valid_from order by r.observed_at)
), silent as (
  select section_code, sensor_id, sum(
    greatest(interval '0', silence - make_interval(mins => 2 * heartbeat_minutes))
    + case when is_last then greatest(interval '0', silence_after - make_interval(mins => 2 * heartbeat_minutes)) else interval '0' end) as time
  from heard group by section_code, sensor_id
), available as (
  select p.section_code, avg(greatest(0, 1 - coalesce(extract(epoch from silent.time) / nullif(extract(epoch from placed.time), 0), 1))) as share
  from (
    select section_code, sensor_id, sum(least(@to, valid_to, @now) - greatest(@from, valid_from)) as time
    from sensor_place where valid_from < least(@to, @now) and valid_to > @from
    group by section_code, sensor_id
  ) placed
  join (select distinct section_code, sensor_id from sensor_place) p on (p.section_code, p.sensor_id) = (placed.section_code, placed.sensor_id)
  left join silent on (silent.section_code, silent.sensor_id) = (placed.section_code, placed.sensor_id)
  group by p.section_code
)
select s.code as section, s.name, s.town_code as town, coalesce(month.events, 0) as events, coalesce(month.blue, 0) as minutes_blue,
  coalesce(month.yellow, 0) as minutes_yellow, coalesce(month.orange, 0) as minutes_orange, coalesce(month.red, 0) as minutes_red,
  coalesce(month.power_risk, 0) as minutes_power_risk, month.peak_mm, month.peak_at,
  (select count(*)::integer from ponding_alarm a where a.section_code = s.code and a.raised_at >= @from and a.raised_at < @to) as alarms,
  ranked.rank, round(available.share, 4)::double precision as availability
from section s
left join month on month.section_code = s.code
left join ranked on ranked.section_code = s.code
left join available on available.section_code = s.code
where @town::text is null or s.town_code = @town
order by ranked.rank nulls last, s.code
