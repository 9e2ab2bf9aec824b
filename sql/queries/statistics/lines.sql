-- All line sets with their lines in order; a set without lines has one row.
-- Columns: set, name, code, metric, org, town, category, from, to, unit, text, print, round_to
select s.code, s.name, l.code, l.metric, l.organisation_code, l.town_code, l.category_code, l.from_day, l.to_day,
  l.unit, l.text, l.print, l.round_to
from line_set s
left join line l on l.set_code = s.code
order by s.code, l.ordinal
