-- Notes the missed checks that people are told of by a notice: the list of what was missed marks them, and the inbox of
-- those who should have come and of the supervisors says of each routine how many there are.
-- Parameter: now
-- Columns: value, the id of each
with noted as (
  update due_check d
  set escalated_at = @now
  from routine_version v
  where v.routine_code = d.routine_code and v.valid_from = d.valid_from and v.escalation = 'notice'
    and d.missed_on is not null and d.escalated_at is null
  returning d.id, d.routine_code, d.organisation_code, d.town_code
), told as (
  insert into notice (id, at, kind, roles, organisation_code, town_code, routine_code, checks)
  select gen_random_uuid(), @now, 'check_missed', array(
      select r.role from role_right r where r.operation = 'checks.record' and r.role <> 'admin'),
    organisation_code, town_code, routine_code, count(*)
  from noted
  group by routine_code, organisation_code, town_code
  union all
  select gen_random_uuid(), @now, 'check_missed', array['supervisor'], null, town_code, routine_code, count(*)
  from noted
  group by routine_code, town_code
)
select id as "Value" from noted
