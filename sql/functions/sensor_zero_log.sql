-- Logs what is taken off a sensor's raw depths as it changes (sensor_zero). A new sensor's holds for all the past, a
-- change from five seconds ahead, so that every uplink has heard of it (gateway_directory_notify) before it holds. The
-- account is the setting cityops.account of the changing transaction, if there is one.
create or replace function sensor_zero_log() returns trigger language plpgsql as $$
begin
  insert into sensor_zero (sensor_id, valid_from, zero_offset_mm, changed_by)
  values (new.id, case when tg_op = 'INSERT' then '-infinity'
    else date_trunc('milliseconds', now()) + interval '5 seconds' end, new.zero_offset_mm,
    nullif(current_setting('cityops.account', true), '')::uuid)
  on conflict on constraint sensor_zero_pk do update set
    zero_offset_mm = excluded.zero_offset_mm, changed_by = excluded.changed_by, changed_at = excluded.changed_at;
  return null;
end $$;

create or replace trigger sensor_zero_log_insert after insert on sensor for each row
  when (new.zero_offset_mm <> 0) execute function sensor_zero_log();
create or replace trigger sensor_zero_log_update after update on sensor for each row
  when (old.zero_offset_mm <> new.zero_offset_mm) execute function sensor_zero_log();

-- What was taken off a sensor's raw depth at a time.
create or replace function sensor_zero_at(sensor integer, at timestamptz) returns integer language sql stable as $$
  select coalesce((select z.zero_offset_mm from sensor_zero z where z.sensor_id = sensor and z.valid_from <= at
    order by z.valid_from desc limit 1), 0)
$$;
