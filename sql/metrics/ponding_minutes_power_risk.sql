-- metric: ponding_minutes_power_risk
-- name: 涉电风险时长
-- name_en: Minutes of water at the lamps
-- unit: 分钟
-- rounding: 2
-- counts: Minutes of water at the lamps or deeper, on the days on which they passed.
-- better: down
-- provenance: SL 651-2014 terminals; section figures as supervisors ask for them
-- dimensions: section
-- tables: ponding_event, ponding_event_minutes, section
select
  d.spent_on as day, null::text as org, s.town_code as town, 'L0506' as category,
  round(d.minutes_power_risk::numeric, 2) as quantity, 'ponding' as source, e.id as source_id, s.code as section
from ponding_event_minutes d
join ponding_event e on e.id = d.event_id
join section s on s.code = e.section_code
where e.merged_into is null and e.withdrawn_at is null
