-- The first change of each record (correction, withdrawal) that does not hold together: its chain breaks, it starts
-- from something else than the one before left, the record is not what the last one says, or a case's log names one
-- that is not there.
-- Columns: number (the record), seq, fault: gap | link | hash | record | no_change, what (null)
with linked as (
  select
    c.*,
    row_number() over log as expected_seq,
    lag(c.hash) over log as expected_prev,
    lag(c.after) over log as expected_before,
    lead(c.seq) over log is null as is_last,
    sha256(coalesce(c.prev_hash, ''::bytea) || record_change_content(c)) as expected_hash
  from record_change c
  window log as (partition by c.subject_id order by c.seq)
), broken as (
  select l.subject || ' ' || l.subject_id as number, l.seq, case
      when l.seq <> l.expected_seq then 'gap'
      when l.prev_hash is distinct from l.expected_prev then 'link'
      when l.hash <> l.expected_hash then 'hash'
      when l.expected_seq > 1 and l.before is distinct from l.expected_before then 'link'
      when l.is_last and (l.action = 'withdraw' and record_withdrawn_at(l.subject, l.subject_id) is null
        or l.action = 'correct' and l.after is distinct from record_content(l.subject, l.subject_id)) then 'record'
    end as fault
  from linked l
  union all
  select c.number, e.seq, 'no_change'
  from case_event e
  join case_file c on c.id = e.case_id
  where e.action in ('correct', 'withdraw')
    and not exists (
      select from record_change r where r.id = (e.detail ->> 'change')::uuid
        and encode(r.hash, 'hex') = e.detail ->> 'hash')
)
select distinct on (number) number, seq, fault, null as what
from broken
where fault is not null
order by number, seq
