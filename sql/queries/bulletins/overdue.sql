-- purpose: the cases of a period that were not handled by their deadline, the longest overdue first.
-- facts, in braces below: the SELECT of the metric cases_overdue.
-- parameters: first, last (dates, both included), until (to when those that are still open count), size.
-- columns: OverdueCase.
select c.number, k.name as category, t.name as town, o.name as organisation, l.deadline,
  round((extract(epoch from least(coalesce(l.stopped_at, @until), @until) - l.deadline) / 3600)::numeric, 1) as hours,
  l.stopped_at is null as is_open
from ({facts}) f
join case_file c on c.id = f.source_id
join case_clock l on l.case_id = c.id
join category k on k.code = c.category_code
join town t on t.code = c.town_code
join organisation o on o.code = c.organisation_code
where f.day between @first and @last
order by hours desc, c.number
limit @size
