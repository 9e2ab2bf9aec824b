-- Counts a metric's facts of some days into daily_figure, which holds none of these days.
-- {facts}: the metric's SELECT
-- Parameters: metric, days (date[])
insert into daily_figure (metric, day, organisation_code, town_code, category_code, quantity)
select @metric, f.day, f.org, f.town, f.category, sum(f.quantity)
from ({facts}) f
where f.day = any (@days)
group by f.day, f.org, f.town, f.category
