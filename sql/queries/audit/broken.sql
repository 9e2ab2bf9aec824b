-- The first line of the audit log at which its chain breaks.
-- Columns: number (audit log), seq, fault: gap | link | hash, what (null)
with linked as (
  select l.seq, l.prev_hash, l.hash, row_number() over log as expected_seq, lag(l.hash) over log as expected_prev,
    sha256(coalesce(l.prev_hash, ''::bytea) || audit_log_content(l)) as expected_hash
  from audit_log l
  window log as (order by l.seq)
)
select 'audit log' as number, seq::integer as seq, case
    when seq <> expected_seq then 'gap'
    when prev_hash is distinct from expected_prev then 'link'
    else 'hash'
  end as fault, null as what
from linked
where seq <> expected_seq or prev_hash is distinct from expected_prev or hash <> expected_hash
order by linked.seq
limit 1
