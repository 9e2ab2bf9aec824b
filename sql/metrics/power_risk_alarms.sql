-- metric: power_risk_alarms
-- name: 涉电风险警报
-- name_en: Alarms for water at the lamps
-- unit: 次
-- counts: Alarms for water at the lamps, on the day they were raised.
-- better: down
-- provenance: SL 651-2014 terminals; section figures as supervisors ask for them
-- dimensions: section
-- tables: ponding_alarm, section
select
  city_day(a.raised_at) as day, null::text as org, s.town_code as town, 'L0506' as category,
  1 as quantity, 'alarm' as source, a.id as source_id, s.code as section
from ponding_alarm a
join section s on s.code = a.section_code
