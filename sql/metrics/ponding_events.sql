-- metric: ponding_events
-- name: 积水事件
-- name_en: Ponding events
-- unit: 次
-- counts: Ponding events that stand, on the day they opened.
-- better: down
-- provenance: SL 651-2014 terminals; section figures as supervisors ask for them
-- dimensions: section
-- tables: ponding_event, section
select
  city_day(e.opened_at) as day, null::text as org, s.town_code as town, 'L0506' as category,
  1 as quantity, 'ponding' as source, e.id as source_id, s.code as section
from ponding_event e
join section s on s.code = e.section_code
where e.merged_into is null and e.withdrawn_at is null
