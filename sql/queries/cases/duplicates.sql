-- Cases that may be the same problem as one: the same category, within 50 m and 24 h, not merged or come to nothing.
-- Parameters: case uuid, organisation, town (the caller's cuts; null: all)
-- Columns: id, number, source, status, organisation, town, description, reported_at, lon, lat, metres, minutes (between the two
--   reports), joined (how many voices it has already gathered), mergeable
select d.id, d.number, d.source, d.status, d.organisation_code as organisation, d.town_code as town, d.description, d.reported_at,
  st_x(d.position) as lon, st_y(d.position) as lat, round(metres::numeric, 1) as metres,
  round(abs(extract(epoch from d.reported_at - c.reported_at)) / 60, 1) as minutes,
  (select count(*) from case_event e where e.case_id = d.id and e.action = 'join')::integer as joined,
  d.status not in ('closed', 'forced_close') as mergeable
from case_file c
join case_file d on d.category_code = c.category_code and d.id <> c.id
  -- A box of 50 m and more around the place for the index: a degree of latitude has 111 km, one of longitude cos(lat) of that.
  and d.position && st_expand(c.position, 0.0006 / cos(radians(st_y(c.position))), 0.0006)
  and d.reported_at between c.reported_at - interval '24 hours' and c.reported_at + interval '24 hours'
  and d.status not in ('merged', 'cancelled', 'not_accepted')
cross join lateral (select st_distance(d.position::geography, c.position::geography)) away (metres)
where c.id = @case and metres <= 50
  and (@organisation is null or @organisation in (d.organisation_code, d.reporter_organisation_code))
  and (@town is null or d.town_code = @town)
order by metres, d.id
limit 50
