-- Keeps when reference data last changed, whoever changes it.
create or replace function note_changed_at() returns trigger language plpgsql as $$
begin
  new.changed_at := clock_timestamp();
  return new;
end $$;

create or replace trigger category_70_changed_at before insert or update on category
  for each row execute function note_changed_at();
create or replace trigger organisation_70_changed_at before insert or update on organisation
  for each row execute function note_changed_at();
create or replace trigger town_70_changed_at before insert or update on town
  for each row execute function note_changed_at();
create or replace trigger grid_70_changed_at before insert or update on grid
  for each row execute function note_changed_at();

-- A category's conditions and limits are part of it.
create or replace function note_condition_changed() returns trigger language plpgsql as $$
begin
  update category c set changed_at = clock_timestamp()
  where c.code in (select category_code from changed);
  return null;
end $$;

create or replace trigger filing_condition_70_added after insert on filing_condition
  referencing new table as changed for each statement execute function note_condition_changed();
create or replace trigger filing_condition_70_changed after update on filing_condition
  referencing new table as changed for each statement execute function note_condition_changed();
create or replace trigger filing_condition_70_taken after delete on filing_condition
  referencing old table as changed for each statement execute function note_condition_changed();
