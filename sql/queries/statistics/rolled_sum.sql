-- What a metric comes to on some days by the rollup, and by the records on those that are not rolled up.
-- {facts}: the metric's SELECT
-- Parameters: metric, days (date[]), dirty (date[])
select coalesce((select sum(quantity) from daily_figure where metric = @metric and day = any (@days) and day <> all (@dirty)), 0)
  + coalesce((select sum(f.quantity::numeric) from ({facts}) f where f.day = any (@days) and f.day = any (@dirty)), 0)
