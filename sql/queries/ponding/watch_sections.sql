-- What the sieve needs to know of every section: its lowest thresholds through time and how its events stand.
-- $1 codes, null for all. Columns: code, blue, yellow, orange, red, power_risk, dry_below (mm); open, has_fallen, peak_mm and levels[] of the
-- open event, events_until: when the last closed one was closed.
select s.code, rule.blue, rule.yellow, rule.orange, rule.red, rule.power_risk, rule.dry_below,
  e.id is not null, e.ended_at is not null, coalesce(e.peak_mm, 0),
  array(select a.level from ponding_alert a where a.event_id = e.id and a.withdrawn_at is null),
  (select max(closed_at) from ponding_event c where c.section_code = s.code and c.merged_into is null and c.withdrawn_at is null)
from section s
cross join lateral (
  select min(blue_mm) as blue, min(yellow_mm) as yellow, min(orange_mm) as orange, min(red_mm) as red, min(power_risk_mm) as power_risk,
    max(blue_mm - hysteresis_mm) as dry_below
  from section_rule r where r.section_code = s.code
) rule
left join ponding_event e on e.section_code = s.code and e.closed_at is null and e.merged_into is null and e.withdrawn_at is null
where rule.blue is not null and ($1::text[] is null or s.code = any ($1))
