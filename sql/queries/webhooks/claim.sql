-- Takes messages that are due, and holds each for a while: another node leaves them alone, and if this one dies they
-- are due again. Of a subject only the first that waits; of a target that failed only one, to try; of the others so
-- many at once. Each target's are read in their order from an index, until there are enough: what waits behind them
-- costs nothing.
-- Parameters: now, held_until, photos_since (what is older does not wait for photos), most, most_each
-- Columns: id, webhook_id, url, secret, type, payload, created_at, attempts, photos_complete, photos (jsonb)
with due as (
  select first.*
  from webhook w
  cross join lateral (
    select d.id, d.next_at, complete.photos_complete
    from webhook_delivery d
    cross join lateral (
      select not exists (
        select from attachment a where a.subject_id = any (d.photo_subjects)
          and not exists (select from photo p where p.sha256 = a.sha256)) as photos_complete) complete
    where d.webhook_id = w.id and d.state = 'waiting' and d.next_at <= @now
      and not exists (
        select from webhook_delivery earlier
        where earlier.webhook_id = d.webhook_id and earlier.subject = d.subject and earlier.position < d.position
          and earlier.state = 'waiting')
      and (complete.photos_complete or d.created_at <= @photos_since)
    order by d.next_at, d.position
    limit case when w.failures > 0 then 1 else @most_each end
  ) first
  where w.disabled_at is null and (w.paused_until is null or w.paused_until <= @now)
), taken as (
  select d.id, due.photos_complete
  from webhook_delivery d join due on due.id = d.id
  -- The array says to the planner that they are few; how many a limit lets through it does not know.
  where d.id = any (array(select due.id from due)) and d.state = 'waiting' and d.next_at <= @now
  order by due.next_at
  limit @most
  for update of d skip locked
)
update webhook_delivery d set next_at = @held_until, attempts = d.attempts + 1, photos_complete = taken.photos_complete
from taken, webhook w
where d.id = taken.id and w.id = d.webhook_id
returning d.id, d.webhook_id, w.url, w.secret, d.type, d.payload::text, d.created_at, d.attempts, d.photos_complete, (
  select coalesce(jsonb_agg(jsonb_build_object(
    'sha256', encode(a.sha256, 'hex'), 'type', a.media_type, 'bytes', a.bytes,
    'complete', exists (select from photo p where p.sha256 = a.sha256)) order by a.subject_id, a.ordinal), '[]')::text
  from attachment a where a.subject_id = any (d.photo_subjects)) as photos
