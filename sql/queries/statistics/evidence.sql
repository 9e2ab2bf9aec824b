-- A page of the facts that a figure counts, in the order of their days.
-- {facts}: the metric's SELECT; {filter}: over f's further columns
-- Parameters: first, last (dates, both included), org, town, categories (null: all), origin, officer, facility, after_day,
--   after_source, after_id (the last fact of the page before; null for the first page), size
-- Columns: day, org, town, category, quantity, source, source_id, receipt (the end of the address of a feedback or a facility)
select f.day, f.org, f.town, f.category, trim_scale(f.quantity::numeric), f.source, f.source_id,
  case f.source
    when 'feedback' then (select b.receipt from feedback b where b.id = f.source_id)
    when 'facility' then (select b.code from facility b where b.id = f.source_id)
  end
from ({facts}) f
where f.day between @first and @last
  and (@org is null or f.org = @org)
  and (@town is null or f.town = @town)
  and (@categories is null or f.category = any (@categories))
  {filter}
  and (@after_day is null or (f.day, f.source, f.source_id) > (@after_day, @after_source, @after_id))
order by f.day, f.source, f.source_id
limit @size
