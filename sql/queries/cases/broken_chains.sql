-- Cases whose log and state do not hold together, and the first entry where each breaks.
-- Columns: number, seq (null when the whole log is missing), fault: no_log | gap | link | hash | state.
with linked as (
  select
    e.case_id,
    e.seq,
    row_number() over log as expected_seq,
    lag(e.hash) over log as expected_prev,
    e.prev_hash,
    e.hash,
    sha256(coalesce(e.prev_hash, ''::bytea) || case_event_content(e)) as expected_hash
  from case_event e
  window log as (partition by e.case_id order by e.seq)
), fault as (
  select case_id, seq, case
      when seq <> expected_seq then 'gap'
      when prev_hash is distinct from expected_prev then 'link'
      else 'hash'
    end as fault
  from linked
  where seq <> expected_seq or prev_hash is distinct from expected_prev or hash <> expected_hash
  union all
  select c.id, last.seq, case when last.seq is null then 'no_log' else 'state' end
  from case_file c
  left join lateral (
    select e.seq, e.to_status from case_event e where e.case_id = c.id order by e.seq desc limit 1
  ) last on true
  where last.seq is distinct from c.version or last.to_status is distinct from c.status
)
select distinct on (c.number) c.number, fault.seq, fault.fault
from fault join case_file c on c.id = fault.case_id
order by c.number, fault.seq nulls first, fault.fault;
