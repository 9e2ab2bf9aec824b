-- purpose: what a month's bulletin tells of each section of road beside its figures.
-- summary, in braces below: queries/ponding/monthly_summary.
-- parameters: from, to (the month), first_day, last_day (its days), town (null: all), now.
-- columns: code, name, town (its name or null), peak_mm, peak_at (null without an event), availability (a share; null
-- without a sensor).
select m.section as code, m.name, t.name as town, m.peak_mm, m.peak_at, m.availability
from (
{summary}
) m
left join town t on t.code = m.town
order by m.rank nulls last, m.section
