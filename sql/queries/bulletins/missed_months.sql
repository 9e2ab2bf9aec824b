-- Months that are over and have field records, and were never closed or changed since they were. Read after a rollup.
-- Parameters: current (date, first day of the month under way)
-- Columns: month (date)
with counted as (
  select distinct date_trunc('month', day)::date as month
  from daily_figure
  where metric in ('patrols', 'reports_received', 'cases_reported', 'feedback_received', 'ponding_events')
    and day < @current
), closed as (
  select distinct on (r.month) r.month, greatest(r.roll, l.roll, 0) as roll
  from bulletin_revision r left join month_look l on l.month = r.month
  order by r.month, r.revision desc
)
select month from counted where month not in (select month from closed)
union
select c.month from closed c where exists (
  select from rolled_day r where r.day between c.month and c.month + interval '1 month' - interval '1 day'
    and r.roll > c.roll)
order by month
