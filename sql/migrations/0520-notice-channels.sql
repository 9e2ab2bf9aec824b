-- Notices leave the house (通知渠道): to the robots of WeCom, DingTalk and Feishu, by e-mail, and to the city's SMS
-- gateway. What is to be told is written in the transaction of the step (sql/functions/channel_post.sql), gathered into
-- messages by a process with the role jobs, sent, and kept as the log.
create table channel (
  id uuid constraint channel_pk primary key,
  name text not null,
  kind text not null constraint channel_kind_known check (kind in ('wecom', 'dingtalk', 'feishu', 'email', 'http')),
  prefix text not null default '',
  settings jsonb not null default '{}',
  recipients text[] not null default '{}',
  address text,
  secret text,
  created_at timestamptz not null,
  created_by uuid constraint channel_author_exists references account,
  disabled_at timestamptz,
  deleted_at timestamptz,
  failures integer not null default 0,
  rests_until timestamptz
);
comment on table channel is
  'A way out of the house for notices. A deleted one stays, without what is secret, as long as its log.';
comment on column channel.prefix is
  'Stands before every message: the signature of an SMS, the keyword of a robot.';
comment on column channel.settings is
  'Of e-mail the SMTP server; of http the request and what its success is.';
comment on column channel.recipients is
  'Addresses of e-mail, or numbers of phones: a message is sent to each by itself.';
comment on column channel.address is 'Secret: the address that a robot was given, with its key.';
comment on column channel.secret is
  'Secret: with which a robot signs, the password of SMTP, what stands for {{secret}}.';
comment on column channel.failures is 'Attempts since the other side last took something.';
comment on column channel.rests_until is
  'Nothing is sent before: a robot''s rate limit, or the other side does not answer.';

create table channel_rule (
  id uuid constraint channel_rule_pk primary key,
  channel_id uuid not null constraint channel_rule_channel_exists references channel on delete cascade,
  kinds text[] not null,
  town_code text constraint channel_rule_town_exists references town,
  organisation_code text constraint channel_rule_organisation_exists references organisation,
  quiet_from time,
  quiet_to time,
  constraint channel_rule_quiet_has_both check ((quiet_from is null) = (quiet_to is null))
);
create index channel_rule_of_channel on channel_rule (channel_id);
comment on table channel_rule is 'Which kinds of notices (通知规则) a channel tells.';
comment on column channel_rule.organisation_code is
  'Only what this organisation has in hand; what has no organisation is told.';
comment on column channel_rule.quiet_from is
  'From then to quiet_to, by the city''s clock, what is not urgent waits.';

-- The outbox. A row goes when it is put into a message.
create table channel_entry (
  id uuid constraint channel_entry_pk primary key,
  channel_id uuid not null constraint channel_entry_channel_exists references channel on delete cascade,
  at timestamptz not null,
  kind text not null,
  is_urgent boolean not null,
  quiet_from time,
  quiet_to time,
  facts jsonb not null
);
create index channel_entry_waiting on channel_entry (channel_id, at);

create table channel_message (
  id uuid constraint channel_message_pk primary key,
  position bigint generated always as identity,
  channel_id uuid not null constraint channel_message_channel_exists references channel on delete cascade,
  recipient text,
  kinds text[] not null,
  notices integer not null,
  is_urgent boolean not null,
  title text not null,
  text text not null,
  number text not null default '',
  created_at timestamptz not null,
  next_at timestamptz not null,
  attempts integer not null default 0,
  state text not null default 'waiting'
    constraint channel_message_state_known check (state in ('waiting', 'delivered', 'given_up', 'dropped')),
  status integer,
  answer text,
  finished_at timestamptz
);
create index channel_message_due on channel_message (channel_id, next_at) where state = 'waiting';
create index channel_message_log on channel_message (channel_id, position desc);
create index channel_message_old on channel_message (finished_at) where state <> 'waiting';
comment on table channel_message is
  'What was sent by a channel or waits for it: the log of notices that left the house.';
comment on column channel_message.notices is 'How many notices it tells together.';
comment on column channel_message.number is 'The numbers of its cases, for {{number}}.';
comment on column channel_message.status is 'Of the last answer: HTTP, or SMTP.';
comment on column channel_message.answer is
  'What the other side said, or why there was no answer, or why it was dropped.';
