-- The first entry of each case's log at which its chain breaks. What the log comes to is compared in ReplayLog.cs.
-- Columns: number, seq, fault: gap | link | hash, what (null)
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
)
select distinct on (c.number) c.number, l.seq, case
    when l.seq <> l.expected_seq then 'gap'
    when l.prev_hash is distinct from l.expected_prev then 'link'
    else 'hash'
  end as fault, null as what
from linked l join case_file c on c.id = l.case_id
where l.seq <> l.expected_seq or l.prev_hash is distinct from l.expected_prev or l.hash <> l.expected_hash
order by c.number, l.seq
