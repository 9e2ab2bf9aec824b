-- The sensors' health of a day, told once: what was wrong in the morning, and with which sensor.
create table sensor_health_day (
  day date constraint sensor_health_day_pk primary key,
  at timestamptz not null,
  sensors integer not null
);

create table sensor_health_finding (
  day date not null constraint sensor_health_finding_day_exists references sensor_health_day on delete cascade,
  sensor_id integer not null,
  findings text[] not null constraint sensor_health_finding_known
    check (cardinality(findings) > 0 and findings <@ array['offline', 'battery_low', 'signal_poor', 'clock_wrong']),
  heard_at timestamptz,
  battery_mv integer,
  rssi_dbm integer,
  skew_ms bigint,
  constraint sensor_health_finding_pk primary key (day, sensor_id)
);
