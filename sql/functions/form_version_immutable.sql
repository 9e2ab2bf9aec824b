-- A published version of a form never changes and never goes: answers in the field are checked against it for years.
create or replace function form_version_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'version % of form % is published', old.version, old.form_code
    using errcode = 'integrity_constraint_violation', constraint = 'form_version_immutable';
end $$;

create or replace trigger form_version_10_immutable before update or delete on form_version
  for each row when (old.published_at is not null) execute function form_version_refuse_change();
