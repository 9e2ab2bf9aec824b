-- As figure.sql, for a period none of whose days changed since their rollup.
-- {key}, {join}: as there
-- Parameters: metric, first, last (dates, both included), org, town, categories (text[]; null: all; '-': those that say
--   none)
-- Columns: key (null where the record says nothing), value
select {key} as key, trim_scale(sum(f.quantity)) as value
from (
  select d.day, d.organisation_code as org, d.town_code as town, d.category_code as category, d.quantity
  from daily_figure d
  where d.metric = @metric and d.day between @first and @last
) f
{join}
where (@org is null or f.org = @org or (@org = '-' and f.org is null))
  and (@town is null or f.town = @town or (@town = '-' and f.town is null))
  and (@categories is null or f.category = any (@categories) or ('-' = any (@categories) and f.category is null))
group by 1
