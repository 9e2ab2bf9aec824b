-- The days from one to another, both included, as the calendar has them.
-- parameters: @first date, @last date
-- columns: day, is_working, is_exception (differs from what its weekday says by a row of its own), note, source,
-- minutes
select d.day, is_working_day(d.day) as is_working, c.day is not null as is_exception, c.note, c.source,
  (select coalesce(sum(extract(epoch from s.closes) - extract(epoch from s.opens)), 0) / 60
    from working_spans(d.day, d.day) s) as minutes
from (select @first + n as day from generate_series(0, @last - @first) n) d
left join calendar_day c using (day)
order by d.day
