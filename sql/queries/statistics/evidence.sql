-- A page of the facts that a figure counts, in the order of their days.
-- {facts}: the metric's SELECT
-- Parameters: first, last (dates, both included), org, town, category (null: all), after_day, after_source, after_id (the
--   last fact of the page before; null for the first page), size
-- Columns: day, org, town, category, quantity, source, source_id, receipt (of a feedback: the end of its address)
select f.day, f.org, f.town, f.category, trim_scale(f.quantity::numeric), f.source, f.source_id,
  (select b.receipt from feedback b where f.source = 'feedback' and b.id = f.source_id)
from ({facts}) f
where f.day between @first and @last
  and (@org is null or f.org = @org)
  and (@town is null or f.town = @town)
  and (@category is null or f.category = @category)
  and (@after_day is null or (f.day, f.source, f.source_id) > (@after_day, @after_source, @after_id))
order by f.day, f.source, f.source_id
limit @size
