-- Which sensors measured a section, and when; the latest first.
-- Parameters: section.
-- Columns: sensor; since (null: from the beginning), until (null: it does so still).
select m.code as sensor, nullif(p.valid_from, '-infinity') as since, nullif(p.valid_to, 'infinity') as until
from sensor_place p
join sensor m on m.id = p.sensor_id
where p.section_code = @section
order by p.valid_from desc, m.code
