-- Water levels: low-lying road sections, their sensors, the gateways that speak for them, and the readings.
create table gateway (
  id text constraint gateway_pk primary key,
  name text not null,
  secret_sha256 bytea not null,
  created_at timestamptz not null,
  disabled_at timestamptz,
  constraint gateway_id_is_a_topic_level check (id ~ '^[a-z0-9][a-z0-9-]{1,62}$')
);

create table section (
  code text constraint section_pk primary key,
  name text not null,
  town_code text constraint section_town_exists references town,
  line geometry(LineString, 4326) not null,
  blue_mm integer not null,
  yellow_mm integer not null,
  orange_mm integer not null,
  red_mm integer not null,
  power_risk_mm integer not null,
  constraint section_thresholds_ascend check (0 < blue_mm and blue_mm < yellow_mm and yellow_mm < orange_mm and orange_mm < red_mm),
  constraint section_power_risk_positive check (power_risk_mm > 0)
);

create table sensor (
  id integer generated always as identity constraint sensor_pk primary key,
  code text not null constraint sensor_code_unique unique,
  gateway_id text not null constraint sensor_gateway_exists references gateway,
  section_code text constraint sensor_section_exists references section,
  position geometry(Point, 4326) not null,
  range_min_mm integer not null default -50,
  range_max_mm integer not null default 5000,
  created_at timestamptz not null,
  disabled_at timestamptz,
  constraint sensor_range_ascends check (range_min_mm < range_max_mm)
);

-- No foreign keys and no triggers: written by COPY at wire speed, spread over nodes by sensor_id later.
create table reading (
  sensor_id integer not null,
  observed_at timestamptz not null,
  received_at timestamptz not null,
  depth_mm integer not null,
  seq bigint,
  battery_mv integer,
  rssi_dbm integer,
  constraint reading_pk primary key (sensor_id, observed_at)
) partition by range (observed_at);
create table reading_default partition of reading default;
create index reading_received_brin on reading using brin (received_at);

-- What a sensor said last; follows the readings within a second and can be rebuilt from them.
create table sensor_state (
  sensor_id integer constraint sensor_state_pk primary key,
  observed_at timestamptz not null,
  depth_mm integer not null,
  battery_mv integer,
  rssi_dbm integer,
  heard_at timestamptz not null
);

-- What could not be accepted, kept as it came, with a named reason.
create table rejected_message (
  id uuid constraint rejected_message_pk primary key,
  received_at timestamptz not null,
  channel text not null constraint rejected_message_channel_known check (channel in ('mqtt', 'http')),
  gateway_id text,
  topic text not null,
  payload bytea not null,
  reason text not null,
  detail text
);
create index rejected_message_received on rejected_message (received_at desc);
