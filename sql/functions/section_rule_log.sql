-- Logs a section's thresholds, and what else is set of its waters, as they change (section_rule). Its first ones hold
-- for all the past; the account is the setting cityops.account of the changing transaction, if there is one.
create or replace function section_rule_log() returns trigger language plpgsql as $$
begin
  insert into section_rule (section_code, valid_from, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm,
    hysteresis_mm, close_after_minutes, power_restore_minutes, case_level, changed_by)
  values (new.code, case when tg_op = 'INSERT' then '-infinity' else now() end, new.blue_mm, new.yellow_mm,
    new.orange_mm, new.red_mm,
    new.power_risk_mm, new.hysteresis_mm, new.close_after_minutes, new.power_restore_minutes, new.case_level,
    nullif(current_setting('cityops.account', true), '')::uuid)
  on conflict on constraint section_rule_pk do update set
    blue_mm = excluded.blue_mm, yellow_mm = excluded.yellow_mm, orange_mm = excluded.orange_mm,
    red_mm = excluded.red_mm,
    power_risk_mm = excluded.power_risk_mm, hysteresis_mm = excluded.hysteresis_mm,
    close_after_minutes = excluded.close_after_minutes, power_restore_minutes = excluded.power_restore_minutes,
    case_level = excluded.case_level, changed_by = excluded.changed_by, changed_at = excluded.changed_at;
  perform pg_notify('cityops_sections', new.code);
  return null;
end $$;

create or replace trigger section_rule_log_insert after insert on section
  for each row execute function section_rule_log();
create or replace trigger section_rule_log_update after update on section for each row
  when ((old.blue_mm, old.yellow_mm, old.orange_mm, old.red_mm, old.power_risk_mm, old.hysteresis_mm,
    old.close_after_minutes,
      old.power_restore_minutes, old.case_level)
    is distinct from
    (new.blue_mm, new.yellow_mm, new.orange_mm, new.red_mm, new.power_risk_mm, new.hysteresis_mm,
      new.close_after_minutes,
      new.power_restore_minutes, new.case_level))
  execute function section_rule_log();
