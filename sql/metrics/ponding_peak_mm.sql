-- metric: ponding_peak_mm
-- name: 最大积水深度
-- name_en: Deepest water
-- unit: mm
-- counts: The deepest water of any event that opened in the period.
-- better: down
-- provenance: SL 651-2014 terminals; section figures as supervisors ask for them
-- maximum: the deepest of all events
-- dimensions: section
-- tables: ponding_event, section
select
  city_day(e.opened_at) as day, null::text as org, s.town_code as town, 'L0506' as category,
  e.peak_mm as quantity, 'ponding' as source, e.id as source_id, s.code as section
from ponding_event e
join section s on s.code = e.section_code
where e.merged_into is null and e.withdrawn_at is null
