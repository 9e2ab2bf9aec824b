-- Sensors' availability in a period: the share of it in which nothing was missing of them for more than two heartbeats.
-- Parameters: from, to, now, town (null for all). Columns: SensorAvailability.
select m.code as sensor, s.code as section, s.name as section_name, s.town_code as town,
  round((1 - sum(a.silent_seconds) / nullif(sum(a.placed_seconds), 0))::numeric, 4)::double precision as availability,
  round((sum(a.silent_seconds) / 3600)::numeric, 1)::double precision as silent_hours,
  sum(a.readings)::bigint as readings
from sensor_availability(@from, @to, @now) a join sensor m on m.id = a.sensor_id
  join section s on s.code = a.section_code
where @town::text is null or s.town_code = @town
group by m.code, s.code, s.name, s.town_code
order by m.code, s.code
