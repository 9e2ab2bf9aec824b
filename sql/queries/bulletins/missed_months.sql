-- Months that are over, have figures and were never closed.
-- Parameters: current (date, first day of the month under way)
-- Columns: month (date)
select m.month
from (
  select date_trunc('month', day)::date as month from daily_figure where day < @current
  union
  select date_trunc('month', day)::date from dirty_day where day < @current
) m
where not exists (select from bulletin_revision r where r.month = m.month)
order by m.month
