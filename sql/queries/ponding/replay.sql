-- What sensors said between the pictures of a replay. Picture n is of the instant from + n steps and holds what was
-- measured since the picture before; picture 0 the hour before. Readings that were not believed (out of range, a spike,
-- clearly negative) are left out.
-- Parameters: from, to (included), step (seconds), town (null for all).
-- Columns: section, sensor_id, leaves_at (when the sensor left the section; null if it is there still), picture,
-- highest_mm, last_mm, last_at.
select p.section_code as section, p.sensor_id, nullif(p.valid_to, 'infinity') as leaves_at,
  greatest(0, ceil(extract(epoch from r.observed_at - @from) / @step))::integer as picture,
  max(r.depth_mm) as highest_mm, (array_agg(r.depth_mm order by r.observed_at desc))[1] as last_mm,
  max(r.observed_at) as last_at
from sensor_place p
join section s on s.code = p.section_code
join reading r on r.sensor_id = p.sensor_id and r.observed_at >= @from - interval '1 hour' and r.observed_at <= @to
  and r.observed_at >= p.valid_from and r.observed_at < p.valid_to
left join reading_flag f on f.sensor_id = r.sensor_id and f.observed_at = r.observed_at
where (@town::text is null or s.town_code = @town) and coalesce(f.flags, 0) & 6 = 0 and r.depth_mm >= -10
group by p.section_code, p.sensor_id, p.valid_to, picture
order by p.section_code, p.sensor_id, picture
