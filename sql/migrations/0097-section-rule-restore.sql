-- How long the water must stay off the lamps and from which level on a case is opened are part of a section's rules, and logged with them.
alter table section_rule add column power_restore_minutes integer, add column case_level smallint;
update section_rule r set power_restore_minutes = s.power_restore_minutes, case_level = s.case_level from section s where s.code = r.section_code;
alter table section_rule alter column power_restore_minutes set not null;
