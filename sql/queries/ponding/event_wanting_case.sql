-- One open event that has reached its section's case level and has no case yet, held for this transaction.
-- Parameters: category (of the ponding cases).
-- Columns: id, section_name, town_code (the section's, else by its place), lon, lat, level, peak_mm, opened_at, join_id
-- (a case that is
-- worked on already: of the section's earlier event, or reported within 100 m in the last day; null for none).
select e.id, s.name as section_name, town.code as town_code, st_x(middle.point) as lon, st_y(middle.point) as lat,
  e.worst_level as level, e.peak_mm, e.opened_at, known.id as join_id
from ponding_event e
join section s on s.code = e.section_code
cross join lateral (select section_middle(s.line) as point) middle
cross join lateral (
  select t.code from town t order by t.code = s.town_code desc, st_distance(t.boundary, middle.point) limit 1
) town
left join lateral (
  select c.id from case_file c
  where c.category_code = @category
    and c.status not in ('closed', 'forced_close', 'cancelled', 'not_accepted', 'merged')
    and (exists (select from ponding_event p where p.section_code = e.section_code and p.case_id = c.id)
      or (c.reported_at > now() - interval '1 day' and c.source <> 'ponding'
        and st_dwithin(c.position::geography, s.line::geography, 100)))
  order by c.reported_at desc
  limit 1
) known on true
where e.closed_at is null and e.merged_into is null and e.withdrawn_at is null and e.case_id is null
  and not e.is_past
  and e.worst_level >= s.case_level
order by e.opened_at
limit 1
for update of e skip locked
