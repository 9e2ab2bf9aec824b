-- A step of the case graph is for roles that there are (case_step_roles_exist), and a role that steps name stays.
create or replace function case_step_roles() returns trigger language plpgsql as $$
begin
  if exists (select from case_step s, unnest(s.roles) r (code)
    where not exists (select from role where code = r.code)) then
    raise exception 'A step of the case graph names a role that table role does not have.'
      using errcode = 'foreign_key_violation', constraint = 'case_step_roles_exist', table = 'case_step';
  end if;
  return null;
end $$;

create or replace trigger case_step_roles after insert or update on case_step
  for each statement execute function case_step_roles();
create or replace trigger case_step_roles after delete or update of code on role
  for each statement execute function case_step_roles();
