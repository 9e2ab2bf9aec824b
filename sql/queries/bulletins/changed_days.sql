-- Which days of a month changed after some rollup, and the latest rollup there was.
-- Parameters: first, last (dates, both included), roll
-- Columns: latest, days (date[]; those whose marks are not rolled up yet as well)
select
  (select coalesce(max(roll), 0) from rolled_day) as latest,
  (select coalesce(array_agg(day order by day), '{}') from (
    select day from rolled_day where roll > @roll and day between @first and @last
    union
    select day from dirty_day where day between @first and @last) changed) as days
