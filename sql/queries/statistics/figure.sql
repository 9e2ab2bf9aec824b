-- A metric's sum over a period by one dimension: rolled-up days where nothing changed since, facts where something did.
-- {facts}: the metric's SELECT; {key}: the dimension's expression over f; {join}: what the key needs beside f.
-- Parameters: metric, first, last (dates, both included), dirty (date[], all days that changed since their rollup),
--   org, town, categories (text[]; null: all; '-': those that say none)
-- Columns: key (null where the record has none), value
select {key} as key, trim_scale(sum(f.quantity)) as value
from (
  select d.day, d.organisation_code as org, d.town_code as town, d.category_code as category, d.quantity
  from daily_figure d
  where d.metric = @metric and d.day between @first and @last and d.day <> all (@dirty)
  union all
  select live.day, live.org, live.town, live.category, live.quantity::numeric
  from ({facts}) live
  where live.day between @first and @last and live.day = any (@dirty)
) f
{join}
where (@org is null or f.org = @org or (@org = '-' and f.org is null))
  and (@town is null or f.town = @town or (@town = '-' and f.town is null))
  and (@categories is null or f.category = any (@categories) or ('-' = any (@categories) and f.category is null))
group by 1
