-- Records whose town, by the boundaries as they are now, would be another one; on a border the one that they have is
-- right. And those that no boundary has: the border drawn less exactly than the position, or a town that lies
-- elsewhere. No parameters. Columns: facilities, cases, sections, nowhere.
select
  (select count(*)::integer from facility f join town t on t.code = f.town_code
    where not st_covers(t.boundary, f.position) and exists (select from town o
      where st_covers(o.boundary, f.position))) as facilities,
  (select count(*)::integer from case_file c join town t on t.code = c.town_code
    where not st_covers(t.boundary, c.position) and exists (select from town o
      where st_covers(o.boundary, c.position))) as cases,
  (select count(*)::integer from section s join town t on t.code = s.town_code
    where not st_intersects(t.boundary, s.line) and exists (select from town o
      where st_intersects(o.boundary, s.line))) as sections,
  ((select count(*) from facility f where not exists (select from town o where st_covers(o.boundary, f.position)))
    + (select count(*) from case_file c where not exists (select from town o where st_covers(o.boundary, c.position)))
    + (select count(*) from section s where not exists (select from town o
      where st_intersects(o.boundary, s.line))))::integer as nowhere
