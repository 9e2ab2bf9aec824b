-- A metric's facts of some days in sum, from the records.
-- {facts}: the metric's SELECT
-- Parameters: metric, days (date[])
-- Columns: metric, org, town, category, quantity
select @metric as metric, f.org, f.town, f.category, sum(f.quantity::numeric) as quantity
from ({facts}) f
where f.day = any (@days)
group by 2, 3, 4
