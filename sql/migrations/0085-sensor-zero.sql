-- What is taken off a sensor's raw depths, through time: a depth is stored as raw less what held when it was measured, so the raw one is
-- the depth and this again. Written by the trigger in sql/functions/sensor_zero_log.sql.
create table sensor_zero (
  sensor_id integer not null,
  valid_from timestamptz not null,
  zero_offset_mm integer not null,
  changed_by uuid constraint sensor_zero_account_exists references account,
  changed_at timestamptz not null default now(),
  constraint sensor_zero_pk primary key (sensor_id, valid_from)
);
-- Until now the number was a note of what the terminal takes off by itself, so of those nothing is left to take off.
update sensor set zero_offset_mm = 0 where zero_offset_mm <> 0;
