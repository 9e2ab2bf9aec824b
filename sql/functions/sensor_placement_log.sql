-- Logs where a sensor measures as it changes (sensor_placement), so that readings keep belonging to the section that
-- they were measured on. Its first place holds for all the past; out of service is no place.
create or replace function sensor_placement_log() returns trigger language plpgsql as $$
begin
  insert into sensor_placement (sensor_id, valid_from, section_code)
  values (new.id, case when tg_op = 'INSERT' then '-infinity' else now() end,
    case when new.disabled_at is null then new.section_code end)
  on conflict on constraint sensor_placement_pk do update set section_code = excluded.section_code;
  perform pg_notify('cityops_sections', '');
  return null;
end $$;

create or replace trigger sensor_placement_log_insert after insert on sensor
  for each row execute function sensor_placement_log();
create or replace trigger sensor_placement_log_update after update on sensor for each row
  when ((old.section_code, old.disabled_at) is distinct from (new.section_code, new.disabled_at))
  execute function sensor_placement_log();
