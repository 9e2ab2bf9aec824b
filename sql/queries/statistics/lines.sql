-- All line sets with their lines in order; a set without lines has one row.
-- Columns: set, name, line: NoticeSentence.
select s.code as set, s.name, l.code as line_code, l.metric as line_metric, l.organisation_code as line_org,
  l.town_code as line_town, l.category_code as line_category, l.from_day as line_from, l.to_day as line_to,
  l.unit as line_unit, l.text as line_text, l.print as line_print, l.round_to as line_round_to
from line_set s
left join line l on l.set_code = s.code
order by s.code, l.ordinal
