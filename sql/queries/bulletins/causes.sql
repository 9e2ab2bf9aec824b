-- Why a month's figures may have changed since it was frozen: what came in, or was done, afterwards and affects those
-- of its days that were counted anew. Steps that no figure counts (notes of the clock) are no cause.
-- Parameters: first, last (dates, both included), since (timestamptz), roll (the rollup that the frozen figures saw)
-- Columns: cause, records (how many), examples (uuid[]: at most 20)
with changed as (
  select day from rolled_day where day between @first and @last and roll > @roll
), after as (
  select 'late_patrol' as cause, p.id from patrol p
  where p.received_at > @since and city_day(p.started_at) in (select day from changed)
  union all
  select 'late_report', r.id from report r
  where r.received_at > @since and city_day(r.observed_at) in (select day from changed)
  union all
  select 'late_feedback', f.id from feedback f
  where f.received_at > @since and (city_day(f.observed_at) in (select day from changed)
    or city_day(f.received_at) in (select day from changed))
  union all
  select 'case_' || e.action, e.case_id
  from case_event e join case_file c on c.id = e.case_id left join case_clock k on k.case_id = c.id
  where e.at > @since and e.action not in ('due_soon', 'overdue') and exists (
    select from changed d
    where d.day in (city_day(c.reported_at), city_day(c.filed_at), city_day(c.closed_at), city_day(k.deadline),
      city_day(e.at)))
  union all
  select 'late_letter', l.id from letter l where l.created_at > @since and l.issued_on in (select day from changed)
  union all
  select 'letter_withdrawn', l.id from letter l where l.withdrawn_at > @since
    and l.issued_on in (select day from changed)
  union all
  select 'late_penalty', p.id from penalty p where p.created_at > @since and p.decided_on in (select day from changed)
  union all
  select 'late_finding', a.id from assessment a where a.recorded_at > @since and a.found_on in (select day from changed)
  union all
  select 'finding_withdrawn', a.id from assessment a where a.withdrawn_at > @since
    and a.found_on in (select day from changed)
  union all
  select 'ponding_corrected', p.id from ponding_event p where p.changed_at > @since
    and city_day(p.opened_at) in (select day from changed)
)
select cause, count(*) as records, (array_agg(id order by id))[1:20] as examples from after group by cause
  order by cause
