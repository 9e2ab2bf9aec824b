-- What the sieve needs to know of every section: its lowest thresholds through time and how its events stand. Each
-- table is gone through once, so that it takes no longer when a storm's events are too new for the planner to know how
-- many they are.
-- Parameter: codes, null for all. Columns: code, lowest_mm (blue, yellow, orange, red, power risk), dry_below_mm;
-- is_open, has_fallen, peak_mm and levels of the open event, events_until: when the last closed one was closed;
-- is_off_lamps (the open event's water, which was at them), off_lamps_below_mm.
with rule as (
  select section_code, min(blue_mm) as blue, min(yellow_mm) as yellow, min(orange_mm) as orange, min(red_mm) as red,
    min(power_risk_mm) as power_risk, max(blue_mm - hysteresis_mm) as dry_below,
    max(power_risk_mm - hysteresis_mm) as off_lamps_below
  from section_rule
  where @codes::text[] is null or section_code = any (@codes)
  group by section_code
), event as (
  select section_code, bool_or(closed_at is null) as is_open,
    bool_or(closed_at is null and ended_at is not null) as has_fallen,
    bool_or(closed_at is null and power_risk_ended_at is not null) as is_off_lamps,
    max(peak_mm) filter (where closed_at is null) as peak_mm, max(closed_at) as closed_at
  from ponding_event
  where merged_into is null and withdrawn_at is null and (@codes::text[] is null or section_code = any (@codes))
  group by section_code
), reached as (
  select e.section_code, array_agg(a.level) as levels
  from ponding_event e join ponding_alert a on a.event_id = e.id and a.withdrawn_at is null
  where e.closed_at is null and e.merged_into is null and e.withdrawn_at is null
    and (@codes::text[] is null or e.section_code = any (@codes))
  group by e.section_code
)
select rule.section_code as code, array[rule.blue, rule.yellow, rule.orange, rule.red, rule.power_risk] as lowest_mm,
  rule.dry_below as dry_below_mm, coalesce(event.is_open, false) as is_open,
  coalesce(event.has_fallen, false) as has_fallen,
  coalesce(event.peak_mm, 0) as peak_mm, coalesce(reached.levels, '{}') as levels, event.closed_at as events_until,
  coalesce(event.is_off_lamps, false) as is_off_lamps, rule.off_lamps_below as off_lamps_below_mm
from rule
left join event on event.section_code = rule.section_code
left join reached on reached.section_code = rule.section_code
