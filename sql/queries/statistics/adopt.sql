-- Marks every day that a new or changed metric has facts on, or had under its former definition.
-- {facts}: the metric's SELECT
-- Parameters: metric
insert into dirty_day (day)
select f.day from ({facts}) f
union
select d.day from daily_figure d where d.metric = @metric
