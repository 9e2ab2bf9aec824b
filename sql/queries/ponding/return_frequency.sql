-- How often each section was under water, for the plan of where to dig.
-- Parameters: from, to, town (null for all).
-- Columns: section, name, town, line (GeoJSON), lon, lat (of its middle), years (of the period), events,
-- events_yellow, events_orange, events_red (that reached the colour), peak_mm, minutes (at yellow or worse), per_year,
-- return_days (mean days between events; null without any).
select s.code as section, s.name, s.town_code as town, st_asgeojson(s.line) as line,
  st_x(section_middle(s.line)) as lon,
  st_y(section_middle(s.line)) as lat, period.years,
  count(e.id)::integer as events,
  (count(e.id) filter (where e.worst_level >= 2))::integer as events_yellow,
  (count(e.id) filter (where e.worst_level >= 3))::integer as events_orange,
  (count(e.id) filter (where e.worst_level >= 4))::integer as events_red,
  max(e.peak_mm) as peak_mm,
  coalesce(sum(e.minutes_yellow + e.minutes_orange + e.minutes_red), 0) as minutes,
  count(e.id) / period.years as per_year,
  period.years * 365.25 / nullif(count(e.id), 0) as return_days
from section s
cross join (select (extract(epoch from @to - @from) / 31557600)::double precision as years) period
left join ponding_event e on e.section_code = s.code and e.opened_at >= @from and e.opened_at < @to
  and e.merged_into is null and e.withdrawn_at is null
where @town::text is null or s.town_code = @town
group by s.code, period.years
order by count(e.id) desc, minutes desc, s.code
