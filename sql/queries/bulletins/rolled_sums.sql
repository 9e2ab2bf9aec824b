-- What metrics come to on some days by the rollup.
-- Parameters: metrics (text[]), days (date[])
-- Columns: metric, quantity
select d.metric, sum(d.quantity) as quantity
from daily_figure d
where d.metric = any (@metrics) and d.day = any (@days)
group by d.metric
