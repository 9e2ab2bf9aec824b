-- Raises the alarm for water at the lamps unless the section's last one still stands, names the circuits to cut, and tells
-- everyone (channel cityops_events, and the webhooks, with the circuits by name).
-- $1 id  $2 event  $3 section  $4 reached_at  $5 depth_mm  $6 now
with raised as (
  insert into ponding_alarm (id, event_id, section_code, raised_at, reached_at, depth_mm, circuits)
  select $1, $2, $3, $6, $4, $5, coalesce(jsonb_agg(
    jsonb_build_object('id', f.id, 'code', f.code, 'type', f.type, 'name', f.name, 'lon', st_x(f.position), 'lat', st_y(f.position))
    order by f.code) filter (where f.id is not null), '[]')
  from section_circuit c join facility f on f.id = c.facility_id
  where c.section_code = $3
  on conflict (section_code) where finished_at is null do nothing
  returning *
), logged as (
  insert into ponding_alarm_log (alarm_id, seq, at, action) select id, 1, raised_at, 'raised' from raised
)
select pg_notify('cityops_events', (told.word || jsonb_build_object('circuits', jsonb_array_length(a.circuits)))::text),
  webhook_post('ponding.alarm', s.code, s.town_code, null, told.word || jsonb_build_object('reachedAt', a.reached_at, 'circuits', a.circuits))
from raised a
join section s on s.code = a.section_code
cross join lateral (select jsonb_build_object('kind', 'ponding', 'what', 'alarm', 'alarm', a.id, 'event', a.event_id,
  'section', s.code, 'name', s.name, 'town', s.town_code, 'depthMm', a.depth_mm) as word) told
