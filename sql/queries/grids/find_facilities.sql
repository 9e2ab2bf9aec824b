-- Gives facilities without a grid code the one of the official grid that they lie in.
-- No parameters, no columns; as many rows as facilities found.
update facility f set grid_code = g.code
from facility p
cross join lateral (select grid_at(p.position) as code) g
where f.id = p.id and p.grid_code is null and g.code is not null
