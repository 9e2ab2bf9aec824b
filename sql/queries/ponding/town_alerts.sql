-- What road signs and sirens of a town are told (topic cityops/v1/alerts/{town}).
-- Parameter: towns (codes; null for all).
-- Columns: town, alert:
-- {"town","level","powerRisk","sections":[
--   {"section","name","event","level","powerRisk","depthMm","since","lon","lat"}]},
-- the worst section first; '' when no section of the town is under water.
select t.code as town, case when count(e.id) = 0 then '' else json_build_object(
    'town', t.code,
    'level', (array['none', 'blue', 'yellow', 'orange', 'red'])[max(e.level) + 1],
    'powerRisk', bool_or(e.at_power_risk),
    'sections', json_agg(json_build_object(
      'section', s.code, 'name', s.name, 'event', e.id,
      'level', (array['none', 'blue', 'yellow', 'orange', 'red'])[e.level + 1],
      'powerRisk', e.at_power_risk, 'depthMm', e.last_mm,
      'since', to_char(e.opened_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"'),
      'lon', round(st_x(middle.point)::numeric, 6), 'lat', round(st_y(middle.point)::numeric, 6))
      order by e.level desc, e.last_mm desc, s.code)
  )::text end as alert
from town t
left join (section s join ponding_event e on e.section_code = s.code
    and e.closed_at is null and e.merged_into is null and e.withdrawn_at is null and not e.is_past
  cross join lateral (select section_middle(s.line) as point) middle)
  on s.town_code = t.code
where @towns::text[] is null or t.code = any (@towns)
group by t.code
order by t.code
