-- Terminals that speak a format of their own. A profile says how it is read; those that come with the program stand in
-- the program, here are a city's own and its changes to those.
create table payload_profile (
  code text constraint payload_profile_pk primary key,
  name text not null,
  source text,
  definition json not null,
  changed_at timestamptz not null,
  constraint payload_profile_code_is_a_name check (code ~ '^[a-z0-9][a-z0-9-]{1,62}$')
);

-- Which profile reads a gateway's own format, and what the terminal calls itself. A profile that comes with the program
-- has no row, so profile_code refers to none. The token of a platform that pushes by HTTP is kept as it is: its
-- signatures are made of it.
create table terminal (
  gateway_id text constraint terminal_pk primary key constraint terminal_gateway_exists references gateway,
  profile_code text not null,
  device text constraint terminal_device_unique unique,
  push_style text,
  push_token text,
  constraint terminal_device_is_a_topic_level check (device ~ '^[^/+#]{1,64}$'),
  constraint terminal_push_style_known check (push_style in ('token', 'onenet', 'iotda')),
  constraint terminal_push_has_a_token check ((push_style is null) = (push_token is null))
);
create index terminal_profile on terminal (profile_code);

-- Which of our sensors the terminal's own numbers are; of its only sensor, the empty one. zero_mm: its value where the
-- depth is zero. A sensor has one source, since two never agree to the millimetre.
create table terminal_sensor (
  gateway_id text not null constraint terminal_sensor_terminal_exists references terminal on delete cascade,
  number text not null,
  sensor_id integer not null constraint terminal_sensor_of_one_sensor unique
    constraint terminal_sensor_sensor_exists references sensor,
  zero_mm integer not null default 0,
  constraint terminal_sensor_pk primary key (gateway_id, number)
);

-- What terminals said lately, as it came: the latest 20 messages of a gateway, for whoever installs one.
create table payload_heard (
  id uuid constraint payload_heard_pk primary key,
  gateway_id text not null,
  heard_at timestamptz not null,
  channel text not null,
  topic text not null,
  payload bytea not null,
  bytes integer not null,
  readings integer not null,
  passed_over integer not null,
  detail text
);
create index payload_heard_latest on payload_heard (gateway_id, heard_at desc, id desc);
