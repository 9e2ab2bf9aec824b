-- Puts a message into the outbox of every webhook that wants it, in the caller's transaction: it is sent if and when
-- that commits.
-- type: case.<action>, ponding.<what>, check.escalated; subject: what is told of, its messages keep their order; town:
-- where it is (null: in none); organisations: of a case, the responsible one and the one that reported it, of a check
-- the one whose it is (null: everybody's); payload: the message's data; photo_subjects: records whose photos are waited
-- for. A webhook with an organisation or a town is told of the cases and the checks that an account of these sees
-- (visible_to.sql).
create or replace function webhook_post(
    type text, subject text, town text, organisations text[], payload jsonb, photo_subjects uuid[] default '{}')
      returns void
  language sql as $$
  insert into webhook_delivery (id, webhook_id, type, subject, payload, photo_subjects, created_at, next_at)
  select gen_random_uuid(), w.id, webhook_post.type, webhook_post.subject, webhook_post.payload,
    webhook_post.photo_subjects,
    clock_timestamp(), clock_timestamp()
  from webhook w
  where w.disabled_at is null
    and (w.types && array['*', webhook_post.type, split_part(webhook_post.type, '.', 1) || '.*'])
    and case
      when organisations is null then w.town_code is null or webhook_post.town is null
        or w.town_code = webhook_post.town
      when webhook_post.type like 'check.%'
        then check_visible_to(organisations[1], webhook_post.town, w.organisation_code, w.town_code)
      else case_visible_to(
        organisations[1], organisations[2], webhook_post.town, w.organisation_code, w.organisation_code, w.town_code)
    end
$$;
