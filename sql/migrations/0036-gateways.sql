-- Gateways seen from the operators' side: what they may hear, when they are connected, what is sent to them, what they send.

-- A gateway hears the alerts of its towns, or of all. Those that are there already could hear all, and go on doing so until someone narrows it.
alter table gateway add column hears_all_towns boolean not null default false;
update gateway set hears_all_towns = true;
create table gateway_alert_town (
  gateway_id text not null constraint gateway_alert_town_gateway_exists references gateway,
  town_code text not null constraint gateway_alert_town_town_exists references town,
  constraint gateway_alert_town_pk primary key (gateway_id, town_code)
);

-- Processes with the role ingest that are alive; one that is not seen for 45 s is dead, and its connections with it.
create table uplink_node (
  id uuid constraint uplink_node_pk primary key,
  seen_at timestamptz not null
);

create table gateway_connection (
  id uuid constraint gateway_connection_pk primary key,
  gateway_id text not null constraint gateway_connection_gateway_exists references gateway,
  node uuid not null,
  client_id text not null,
  protocol text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  ending text constraint gateway_connection_ending_known check (ending in
    ('graceful', 'lost', 'keep_alive', 'takeover', 'violation', 'dropped', 'shutdown', 'node_lost')),
  will bytea,
  constraint gateway_connection_ends_with_a_cause check ((closed_at is null) = (ending is null))
);
create index gateway_connection_newest on gateway_connection (gateway_id, opened_at desc);
create index gateway_connection_open on gateway_connection (gateway_id) where closed_at is null;
create index gateway_connection_open_of_node on gateway_connection (node) where closed_at is null;

-- Stored until the gateway has acknowledged it, or it has expired or been cancelled.
create table gateway_command (
  id uuid constraint gateway_command_pk primary key,
  gateway_id text not null constraint gateway_command_gateway_exists references gateway,
  command jsonb not null,
  created_at timestamptz not null,
  created_by uuid not null constraint gateway_command_account_exists references account,
  expires_at timestamptz not null,
  sent_at timestamptz,
  sends integer not null default 0,
  acknowledged_at timestamptz,
  answer smallint,
  cancelled_at timestamptz,
  constraint gateway_command_expires_later check (expires_at > created_at)
);
create index gateway_command_newest on gateway_command (gateway_id, id desc);
create index gateway_command_waiting on gateway_command (gateway_id, id) where acknowledged_at is null and cancelled_at is null;

-- What a gateway sent in an hour, and the least time that passed from measuring to receiving: its clock's error plus a little.
create table gateway_hour (
  gateway_id text not null,
  hour timestamptz not null,
  accepted bigint not null,
  duplicates bigint not null,
  rejected bigint not null,
  least_lag_ms bigint,
  heard_at timestamptz not null,
  constraint gateway_hour_pk primary key (gateway_id, hour)
);

-- A rejected message can be tried again after a mend; pending while requested and not replayed.
alter table rejected_message
  add column replay_requested_at timestamptz,
  add column replay_requested_by uuid constraint rejected_message_replayer_exists references account,
  add column replayed_at timestamptz,
  add column replay_result text constraint rejected_message_replay_result_known check (replay_result in ('accepted', 'duplicate', 'rejected')),
  add column replay_detail text,
  add column replays integer not null default 0;
create index rejected_message_gateway on rejected_message (gateway_id, received_at desc, id desc);
create index rejected_message_newest on rejected_message (received_at desc, id desc);
drop index rejected_message_received;
create index rejected_message_replay on rejected_message (id) where replay_requested_at is not null and replayed_at is null;
