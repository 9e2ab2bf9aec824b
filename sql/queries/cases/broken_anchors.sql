-- Anchors that do not hold together among themselves, or that the entries recorded in their time, or the audit log's
-- last line of then, no longer come to.
-- Columns: number (of the anchor and its day), seq (null), fault: anchor_chain | anchor, what (null).
with stretch as (
  select a.position, a.cases, a.heads, a.prev_hash, a.hash, a.audit_seq, a.audit_head, a.recorded_until as until,
    chain_anchor_hash(a) as expected_hash,
    coalesce(lag(a.recorded_until) over places, '-infinity') as since, lag(a.hash) over places as expected_prev,
    row_number() over places as expected_position, a.cases - coalesce(lag(a.cases) over places, 0) as opened
  from chain_anchor a
  window places as (order by a.position)
)
select format('anchor %s of %s', position, city_day(until)) as number, null::integer as seq, case
    when position <> expected_position or prev_hash is distinct from expected_prev
      or hash <> expected_hash then 'anchor_chain' else 'anchor'
  end as fault, null::text as what
from stretch
where position <> expected_position or prev_hash is distinct from expected_prev or hash <> expected_hash
  or heads <> chain_heads(since, until)
  or audit_seq is not null
    and not exists (select from audit_log l where l.seq = audit_seq and l.hash = audit_head)
  or opened <> (select count(*) from case_event e where e.seq = 1 and e.recorded_at >= since and e.recorded_at < until)
order by position
