-- Anchors the chains' heads: the entries recorded since the last anchor, up to before the oldest transaction that is
-- under way, which may still store some; a minute is what its beginning may take to be seen. And the last line of the
-- audit log, whose lines are committed in their order.
-- Columns: position (no row where nothing was recorded).
with last as (
  select position, recorded_until, cases, hash, audit_seq from chain_anchor order by position desc limit 1
), line as (
  select seq, hash from audit_log order by seq desc limit 1
), stretch as (
  select coalesce((select recorded_until from last), '-infinity') as since, least(now(), (
      select min(xact_start) from pg_stat_activity where datname = current_database())) - interval '1 minute' as until
), found as (
  select until, chain_heads(since, until) as heads,
    (select count(*) from case_event e where e.seq = 1 and e.recorded_at >= since and e.recorded_at < until) as opened
  from stretch
  where exists (select from case_event e where e.recorded_at >= since and e.recorded_at < until)
    or until > since and exists (select from line where line.seq > coalesce((select audit_seq from last), 0))
)
insert into chain_anchor (position, anchored_at, recorded_until, cases, heads, prev_hash, hash, audit_seq, audit_head)
select place, now(), until, counted, heads, prev, chain_anchor_hash(row(place, now(), until, counted,
  heads, prev, null, line.seq, line.hash)::chain_anchor), line.seq, line.hash
from found
left join line on true
cross join lateral (select
    coalesce((select position from last), 0) + 1, coalesce((select cases from last), 0) + opened,
    (select hash from last)) following (place, counted, prev)
returning position
