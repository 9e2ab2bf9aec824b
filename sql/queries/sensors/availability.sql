-- Sensors' availability in a period: the share of it in which nothing was missing of them for more than two heartbeats.
-- $1 from  $2 to  $3 now  $4 town, or null for all. Columns: sensor, section, section_name, town, availability, silent_hours, readings.
select m.code, s.code, s.name, s.town_code, round((1 - sum(a.silent_seconds) / nullif(sum(a.placed_seconds), 0))::numeric, 4)::double precision,
  round((sum(a.silent_seconds) / 3600)::numeric, 1)::double precision, sum(a.readings)::bigint
from sensor_availability($1, $2, $3) a join sensor m on m.id = a.sensor_id join section s on s.code = a.section_code
where $4::text is null or s.town_code = $4
group by m.code, s.code, s.name, s.town_code
order by m.code, s.code
