-- A node's word that it has evaluated all it received before a time, and the taking over of what dead nodes left: a
-- node is dead when nobody holds the advisory lock of its name.
-- Parameters: node, behind_since, now. Column: since when readings may have been missed; null for none.
with dead as (
  delete from ponding_watch
  where node <> @node and pg_try_advisory_xact_lock(hashtextextended(node::text, 0))
  returning behind_since
), missed as (
  -- Without any node's word nothing has ever been evaluated.
  select case when exists (select from ponding_watch) then (select min(behind_since) from dead)
    else '-infinity' end as since
), said as (
  insert into ponding_watch (node, behind_since, seen_at)
  select @node, least(@behind_since, since), @now from missed
  on conflict on constraint ponding_watch_pk do update set behind_since = excluded.behind_since,
    seen_at = excluded.seen_at
)
select since from missed
