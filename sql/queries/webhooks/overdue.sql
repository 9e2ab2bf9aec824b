-- purpose: whether the outbox is emptied.
-- parameters: now, since (what was due by then should be sent).
-- columns: waiting (messages that are due since then, of targets that are not left alone), paused (targets that are
--   left
--   alone because they do not answer).
select
  (
    select count(*)::integer from webhook_delivery d join webhook w on w.id = d.webhook_id
    where d.state = 'waiting' and d.next_at < @since and w.disabled_at is null
      and (w.paused_until is null or w.paused_until <= @since)
      and not exists (
        select from webhook_delivery earlier
        where earlier.webhook_id = d.webhook_id and earlier.subject = d.subject and earlier.position < d.position
          and earlier.state = 'waiting')
  ) as waiting,
  (
    select count(*)::integer from webhook w
    where w.disabled_at is null and w.paused_until > @now
      and exists (select from webhook_delivery d where d.webhook_id = w.id and d.state = 'waiting')
  ) as paused
