-- Readings summed up by hour and by city day (Asia/Shanghai), and the hours that readings came for since they were last summed up.
-- Every transaction that stores readings leaves one row in reading_dirty, so no crash loses a mark; docs/decisions/0035.
create table reading_hour (
  sensor_id integer not null,
  hour timestamptz not null,
  readings integer not null,
  min_mm integer not null,
  max_mm integer not null,
  max_at timestamptz not null,
  sum_mm bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  min_battery_mv integer,
  min_rssi_dbm integer,
  constraint reading_hour_pk primary key (sensor_id, hour)
);

create table reading_day (
  sensor_id integer not null,
  day date not null,
  readings integer not null,
  min_mm integer not null,
  max_mm integer not null,
  max_at timestamptz not null,
  sum_mm bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  min_battery_mv integer,
  min_rssi_dbm integer,
  constraint reading_day_pk primary key (sensor_id, day)
);

-- The hours that one transaction's readings belong to: sensor_id[i] with hour[i], each once.
create table reading_dirty (
  sensor_id integer[] not null,
  hour timestamptz[] not null,
  constraint reading_dirty_in_pairs check (cardinality(sensor_id) = cardinality(hour))
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

insert into reading_dirty (sensor_id, hour)
select array_agg(sensor_id), array_agg(hour)
from (select distinct sensor_id, date_bin('1 hour', observed_at, '1970-01-01T00:00:00Z') as hour from reading) stored
group by sensor_id, date_trunc('month', hour);
