-- Puts a message into the outbox of every webhook that wants it, in the caller's transaction: it is sent if and when that commits.
-- type: case.<action>, ponding.<what>, …; subject: what is told of, its messages keep their order; town, organisations: whose it is
-- (null: everybody's); payload: the message's data; photo_subjects: records whose photos are waited for.
create or replace function webhook_post(
    type text, subject text, town text, organisations text[], payload jsonb, photo_subjects uuid[] default '{}') returns void
  language sql as $$
  insert into webhook_delivery (id, webhook_id, type, subject, payload, photo_subjects, created_at, next_at)
  select gen_random_uuid(), w.id, webhook_post.type, webhook_post.subject, webhook_post.payload, webhook_post.photo_subjects,
    clock_timestamp(), clock_timestamp()
  from webhook w
  where w.disabled_at is null
    and (w.types && array['*', webhook_post.type, split_part(webhook_post.type, '.', 1) || '.*'])
    and (w.town_code is null or w.town_code = webhook_post.town or webhook_post.town is null)
    and (w.organisation_code is null or organisations is null or w.organisation_code = any (organisations))
$$;
