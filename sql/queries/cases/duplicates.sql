-- Cases that may be the same problem as one: the same category, seen within 50 m and 24 h, not merged or come to
-- nothing. What counts is when it was seen, which the first entry of the log holds: a phone without a signal reports a
-- day later.
-- Parameters: case uuid; own, organisation, town (the caller's scope: functions/visible_to.sql)
-- Columns: id, number, source, status, organisation, town, description, reported_at, lon, lat, metres, minutes (between
-- the two
--   moments), joined (how many voices it has already gathered), mergeable
select d.id, d.number, d.source, d.status, d.organisation_code as organisation, d.town_code as town, d.description,
  d.reported_at,
  st_x(d.position) as lon, st_y(d.position) as lat, round(metres::numeric, 1) as metres,
  round(abs(extract(epoch from theirs.seen_at - ours.seen_at)) / 60, 1) as minutes,
  (select count(*) from case_event e where e.case_id = d.id and e.action = 'join')::integer as joined,
  d.status not in ('closed', 'forced_close')
    and exists (select from case_step s where s.action = 'merge' and s.from_status = c.status) as mergeable
from case_file c
cross join lateral (
  select coalesce((select e.device_at from case_event e where e.case_id = c.id
    and e.seq = 1), c.reported_at)) ours (seen_at)
join case_file d on d.category_code = c.category_code and d.id <> c.id
  -- A box of 50 m and more around the place for the index: a degree of latitude has 111 km, one of longitude cos(lat)
  -- of that.
  and d.position && st_expand(c.position, 0.0006 / cos(radians(st_y(c.position))), 0.0006)
  -- nothing is reported before it is seen, give or take a device's clock
  and d.reported_at >= ours.seen_at - interval '25 hours'
  and d.status not in ('merged', 'cancelled', 'not_accepted')
cross join lateral (select st_distance(d.position::geography, c.position::geography)) away (metres)
cross join lateral (
  select coalesce((select e.device_at from case_event e where e.case_id = d.id
    and e.seq = 1), d.reported_at)) theirs (seen_at)
where c.id = @case and metres <= 50
  and theirs.seen_at between ours.seen_at - interval '24 hours' and ours.seen_at + interval '24 hours'
  and case_visible_to(d.organisation_code, d.reporter_organisation_code, d.town_code, @own, @organisation, @town)
order by metres, d.id
limit 50
