-- What a metric's facts over a period come to by one dimension, counted from the records themselves: for what cannot be
-- added up from days, and for dimensions that days are not rolled up by.
-- {facts}: the metric's SELECT; {key}, {join}: as in figure.sql; {aggregate}: over f; {filter}: over f's further
-- columns.
-- Parameters: first, last (dates, both included), org, town, categories (null: all; '-': those that say none), origin,
--   officer, facility, section
-- Columns: key (null where the record has none), value
select {key} as key, trim_scale({aggregate}) as value
from ({facts}) f
{join}
where f.day between @first and @last
  and (@org is null or f.org = @org or (@org = '-' and f.org is null))
  and (@town is null or f.town = @town or (@town = '-' and f.town is null))
  and (@categories is null or f.category = any (@categories) or ('-' = any (@categories) and f.category is null))
  {filter}
group by 1
