-- Takes messages that are due, and holds each for a while: another node leaves them alone, and if this one dies they are due again.
-- Of a subject only the first that waits; of a target that failed only one, to try; of the others so many at once.
-- Parameters: now, held_until, photos_since (what is older does not wait for photos), most, most_each
-- Columns: id, webhook_id, url, secret, type, payload, created_at, attempts, photos_complete, photos (jsonb)
with due as (
  select d.id, d.webhook_id, d.next_at, complete.photos_complete,
    row_number() over (partition by d.webhook_id order by d.next_at, d.position) as turn, w.failures
  from webhook_delivery d
  join webhook w on w.id = d.webhook_id
  cross join lateral (
    select not exists (
      select from attachment a where a.subject_id = any (d.photo_subjects)
        and not exists (select from photo p where p.sha256 = a.sha256)) as photos_complete) complete
  where d.state = 'waiting' and d.next_at <= @now and w.disabled_at is null and (w.paused_until is null or w.paused_until <= @now)
    and not exists (
      select from webhook_delivery earlier
      where earlier.webhook_id = d.webhook_id and earlier.subject = d.subject and earlier.position < d.position and earlier.state = 'waiting')
    and (complete.photos_complete or d.created_at <= @photos_since)
), taken as (
  select d.id, due.photos_complete
  from webhook_delivery d join due on due.id = d.id
  where due.turn <= case when due.failures > 0 then 1 else @most_each end and d.state = 'waiting' and d.next_at <= @now
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
