-- Raises the alarm for water at the lamps unless the section's last one still stands, names the circuits to cut, and
-- tells everyone (channel cityops_events, and the webhooks, with the circuits by name). Where the last one stands and
-- the water is back at the lamps, that is logged, has to be acknowledged anew and is told just as loudly. A sensor that
-- was at the lamps is remembered as a witness either way.
-- Parameters: id, event, section, reached_at, depth_mm, now, witnesses (sensors with water at the lamps in the event),
-- lamps_at (of the newest sample at the lamps), at_lamps (now), is_back (at the last evaluation it was not there)
with standing as (
  select a.id, @at_lamps and (@is_back or coalesce(@lamps_at > a.seen_until, false)) as is_back
  from ponding_alarm a where a.section_code = @section and a.finished_at is null
), kept as (
  update ponding_alarm a set
    witnesses = array(select unnest(a.witnesses) union select unnest(@witnesses) order by 1),
    depth_mm = case when s.is_back then @depth_mm else a.depth_mm end,
    acknowledged_at = case when not s.is_back then a.acknowledged_at end,
    acknowledged_by = case when not s.is_back then a.acknowledged_by end,
    seen_until = case when not s.is_back then a.seen_until end
  from standing s
  where a.id = s.id and (s.is_back or not a.witnesses @> @witnesses)
  returning a.id, a.event_id, a.section_code, a.reached_at, a.depth_mm, a.circuits, s.is_back
), raised as (
  insert into ponding_alarm (id, event_id, section_code, raised_at, reached_at, depth_mm, witnesses,
    restore_minutes, circuits)
  select @id, @event, @section, @now, @reached_at, @depth_mm, @witnesses,
    (select power_restore_minutes from section where code = @section), coalesce(jsonb_agg(
    jsonb_build_object('id', f.id, 'code', f.code, 'type', f.type, 'name', f.name, 'lon', st_x(f.position),
      'lat', st_y(f.position))
    order by f.code) filter (where f.id is not null), '[]')
  from section_circuit c join facility f on f.id = c.facility_id
  where c.section_code = @section
  -- A person who looked on site has answered for what the sensors had said until then.
  having @at_lamps and @lamps_at > coalesce((select max(seen_until) from ponding_alarm
    where section_code = @section), '-infinity')
  on conflict (section_code) where finished_at is null do nothing
  returning id, event_id, section_code, reached_at, depth_mm, circuits
), news as (
  select *, 'raised' as action from raised
  union all
  select id, event_id, section_code, reached_at, depth_mm, circuits, 'returned' from kept where is_back
), logged as (
  insert into ponding_alarm_log (alarm_id, seq, at, action)
  select n.id, coalesce((select max(l.seq) from ponding_alarm_log l where l.alarm_id = n.id), 0) + 1, @now, n.action
    from news n
)
select pg_notify('cityops_events', (told.word || jsonb_build_object('circuits', jsonb_array_length(n.circuits)))::text),
  webhook_post('ponding.alarm', s.code, s.town_code, null, told.word
    || jsonb_build_object('reachedAt', n.reached_at, 'circuits', n.circuits))
from news n
join section s on s.code = n.section_code
cross join lateral (select jsonb_build_object('kind', 'ponding', 'what', 'alarm', 'alarm', n.id, 'event', n.event_id,
  'section', s.code, 'name', s.name, 'town', s.town_code, 'depthMm', n.depth_mm,
  'returned', n.action = 'returned') as word) told
