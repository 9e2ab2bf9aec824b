-- Why a month's figures may have changed since it was frozen: what came in, or was done, afterwards and bears on its days.
-- Parameters: first, last (dates, both included), since (timestamptz)
-- Columns: cause, records (how many), examples (uuid[]: at most 20)
with after as (
  select 'late_patrol' as cause, p.id from patrol p
  where city_day(p.started_at) between @first and @last and p.received_at > @since
  union all
  select 'late_report', r.id from report r
  where city_day(r.observed_at) between @first and @last and r.received_at > @since
  union all
  select 'case_' || e.action, e.case_id
  from case_event e join case_file c on c.id = e.case_id left join case_clock k on k.case_id = c.id
  where e.at > @since and (
    city_day(c.reported_at) between @first and @last or city_day(c.filed_at) between @first and @last
    or city_day(c.closed_at) between @first and @last or city_day(k.deadline) between @first and @last)
  union all
  select 'late_letter', l.id from letter l where l.issued_on between @first and @last and l.created_at > @since
  union all
  select 'letter_withdrawn', l.id from letter l where l.issued_on between @first and @last and l.withdrawn_at > @since
  union all
  select 'late_penalty', p.id from penalty p where p.decided_on between @first and @last and p.created_at > @since
)
select cause, count(*), (array_agg(id order by id))[1:20] from after group by cause order by cause
