-- Takes the next message of each channel that does not rest, and holds the channel meanwhile: one message at a time
-- leaves by it. If this node dies, both are due again.
-- Parameters: now, held_until, most
-- Columns: id, channel_id, kind, settings, address, secret, recipient, title, text, number, notices, created_at,
-- attempts
with free as (
  select c.id from channel c
  where c.deleted_at is null and c.disabled_at is null and (c.rests_until is null or c.rests_until <= @now)
    and exists (
      select from channel_message m where m.channel_id = c.id and m.state = 'waiting' and m.next_at <= @now)
  limit @most
  for no key update skip locked
), held as (
  update channel c set rests_until = @held_until from free where c.id = free.id
  returning c.*
)
update channel_message m set next_at = @held_until, attempts = m.attempts + 1
from held c
cross join lateral (
  select w.id from channel_message w
  where w.channel_id = c.id and w.state = 'waiting' and w.next_at <= @now
  order by w.is_urgent desc, w.next_at, w.position
  limit 1
) next
where m.id = next.id
returning m.id, m.channel_id, c.kind, c.settings::text as settings, c.address, c.secret, m.recipient, m.title,
  m.text, m.number, m.notices, m.created_at, m.attempts
