-- The rolled-up days of a period in sum, for some metrics.
-- Parameters: metrics (text[]), first, last (dates, both included), dirty (date[]: days to leave out)
-- Columns: metric, org, town, category, quantity
select d.metric, d.organisation_code as org, d.town_code as town, d.category_code as category,
  sum(d.quantity) as quantity
from daily_figure d
where d.metric = any (@metrics) and d.day between @first and @last and d.day <> all (@dirty)
group by 1, 2, 3, 4
