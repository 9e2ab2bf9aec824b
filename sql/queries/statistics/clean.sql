-- As figure.sql, for a period none of whose days changed since their rollup.
-- {key}, {join}: as there
-- Parameters: metric, first, last (dates, both included), org, town, categories (text[]; null: all)
-- Columns: key (null where the record says nothing), quantity
select {key} as key, trim_scale(sum(f.quantity)) as quantity
from (
  select d.day, d.organisation_code as org, d.town_code as town, d.category_code as category, d.quantity
  from daily_figure d
  where d.metric = @metric and d.day between @first and @last
) f
{join}
where (@org is null or f.org = @org)
  and (@town is null or f.town = @town)
  and (@categories is null or f.category = any (@categories))
group by 1
