-- A page of the facts that a figure counts, in the order of their days.
-- {facts}: the metric's SELECT; {filter}: over f's further columns; {key_of_source}, {title_of_source}: as fact_source
-- has them
-- Parameters: first, last (dates, both included), org, town, categories (null: all; '-': those that say none), origin,
--   officer, facility, section, after_day, after_source, after_id (the last fact of the page before; null for the first
--   page), size (null: all)
-- Columns: day, organisation, town, category, quantity, source, source_id, key (the end of the record's address where
-- that is
--   not its id), title (what people know the record by: its number, its name or its first words)
select f.day, f.org as organisation, f.town, f.category, trim_scale(f.quantity::numeric) as quantity, f.source,
  f.source_id,
  {key_of_source} as key, {title_of_source} as title
from ({facts}) f
where f.day between @first and @last
  and (@org is null or f.org = @org or (@org = '-' and f.org is null))
  and (@town is null or f.town = @town or (@town = '-' and f.town is null))
  and (@categories is null or f.category = any (@categories) or ('-' = any (@categories) and f.category is null))
  {filter}
  and (@after_day is null or (f.day, f.source, f.source_id) > (@after_day, @after_source, @after_id))
order by f.day, f.source, f.source_id
limit @size
