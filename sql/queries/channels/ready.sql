-- Channels that have something to put into a message, held until the transaction ends; another node takes others.
-- While a channel has a message that was not tried yet, or its other side is in trouble, notices that are not urgent
-- gather up behind it and go out together, for as long as a message may wait. Of a channel that is out of use all is
-- taken, to be dropped.
-- Parameters: now, since (what is not urgent has waited since then, so that a burst is one message), too_old (gathers
-- up behind none)
-- Columns: id, kind, prefix, recipients, is_urgent (urgent ones are due; others are then left), why_dropped (null: it
-- is not)
select c.id, c.kind, c.prefix, c.recipients, c.settings::text as settings, due.is_urgent,
  case when c.deleted_at is not null then 'deleted' when c.disabled_at is not null then 'disabled' end as why_dropped
from channel c
cross join lateral (
  select bool_or(e.is_urgent) as is_urgent
  from channel_entry e
  where e.channel_id = c.id
    and (e.is_urgent or c.disabled_at is not null or c.deleted_at is not null
      or (e.at <= @since and not is_quiet(@now, e.quiet_from, e.quiet_to)
        and (e.at <= @too_old or not exists (
          select from channel_message m
          where m.channel_id = c.id and m.state = 'waiting' and (m.attempts = 0 or c.failures > 0)))))
) due
where due.is_urgent is not null
for no key update of c skip locked
