-- Hydrological stations that speak SL 651-2014 over TCP. A station is a gateway with an address and a password of two
-- bytes, kept as it is: the protocol sends it in the open, and 65,536 hashes hide nothing.
create table sl651_station (
  gateway_id text constraint sl651_station_pk primary key constraint sl651_station_gateway_exists references gateway,
  address text not null constraint sl651_station_address_unique unique,
  password text not null,
  poll_seconds integer,
  constraint sl651_station_address_is_ten_hex_digits check (address ~ '^[0-9A-F]{10}$'),
  constraint sl651_station_password_is_four_hex_digits check (password ~ '^[0-9A-F]{4}$'),
  constraint sl651_station_poll_range check (poll_seconds between 30 and 86400)
);

-- Which element of a station is which sensor. The address is the one in the message's body, mostly the station's own. A
-- sensor has one source, since two never agree to the millimetre.
create table sl651_element (
  gateway_id text not null constraint sl651_element_station_exists references sl651_station on delete cascade,
  address text not null,
  element text not null,
  sensor_id integer not null constraint sl651_element_of_one_sensor unique
    constraint sl651_element_sensor_exists references sensor,
  unit text not null default 'm',
  zero_mm integer not null default 0,
  ends_at_time boolean not null default false,
  constraint sl651_element_pk primary key (gateway_id, address, element),
  constraint sl651_element_address_is_ten_hex_digits check (address ~ '^[0-9A-F]{10}$'),
  constraint sl651_element_is_an_identifier check (element ~ '^([0-9A-F]{2}|FF[0-9A-F]{2}|[A-Z][A-Z0-9]{0,7})$'),
  constraint sl651_element_unit_known check (unit in ('m', 'cm', 'mm'))
);

-- What a station said last in each of its elements, named for a sensor or not. Follows the messages within a second.
create table sl651_heard (
  gateway_id text not null,
  address text not null,
  element text not null,
  definition smallint not null,
  state text not null,
  value numeric,
  raw bytea not null,
  observed_at timestamptz,
  heard_at timestamptz not null,
  times bigint not null,
  constraint sl651_heard_pk primary key (gateway_id, address, element)
);

alter table rejected_message drop constraint rejected_message_channel_known;
alter table rejected_message add constraint rejected_message_channel_known check (channel in ('mqtt', 'http', 'sl651'));
