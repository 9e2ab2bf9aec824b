-- Takes sections for this transaction: whoever derives a section's events has it alone until it commits. In the order
-- of codes, so that two nodes never wait for each other.
-- Parameter: codes. Columns: code, name, town_code, lon, lat (the middle of its line).
select s.code, s.name, s.town_code, st_x(middle.point) as lon, st_y(middle.point) as lat
from section s
cross join lateral (select section_middle(s.line) as point) middle
where s.code = any (@codes)
order by s.code
for no key update of s
