-- Webhooks: other systems are told of every step of a case, and of ponding alerts, over HTTP.
--
-- The door for whoever has something to tell: select webhook_post(type, subject, town, organisations, payload, photo_subjects)
-- (sql/functions/webhook_post.sql), in the transaction that makes it so. What is told of one subject is told in its order.
create table webhook (
  id uuid constraint webhook_pk primary key,
  name text not null,
  url text not null,
  secret bytea not null, -- the key of the signatures; it has to be readable, so it is given out once and never again
  types text[] not null, -- case.*, case.overdue, ponding.alert, …
  town_code text constraint webhook_town_exists references town, -- null: of every town
  organisation_code text constraint webhook_organisation_exists references organisation, -- null: of every organisation
  created_at timestamptz not null,
  created_by uuid constraint webhook_author_exists references account,
  disabled_at timestamptz,
  -- A target that does not answer is left alone for longer each time, whatever waits for it.
  failures integer not null default 0,
  paused_until timestamptz
);

-- The outbox, and once it is sent the log. position is the order within a subject.
create table webhook_delivery (
  id uuid constraint webhook_delivery_pk primary key,
  position bigint generated always as identity,
  webhook_id uuid not null constraint webhook_delivery_webhook_exists references webhook on delete cascade,
  type text not null,
  subject text not null, -- a case's id, a section's code
  payload jsonb not null,
  photo_subjects uuid[] not null default '{}', -- the records whose photos are to be complete before it is sent
  created_at timestamptz not null,
  next_at timestamptz not null, -- not before
  attempts integer not null default 0,
  state text not null default 'waiting' constraint webhook_delivery_state_known check (state in ('waiting', 'delivered', 'given_up')),
  photos_complete boolean,
  status integer, -- the last answer's
  error text,
  finished_at timestamptz
);
create index webhook_delivery_due on webhook_delivery (next_at) where state = 'waiting';
create index webhook_delivery_order on webhook_delivery (webhook_id, subject, position) where state = 'waiting';
create index webhook_delivery_log on webhook_delivery (webhook_id, position desc);
create index webhook_delivery_old on webhook_delivery (finished_at) where state <> 'waiting';
