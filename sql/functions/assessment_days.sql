-- Marks the days whose figures a finding may move: those of the old and the new row; of all findings where an item moves to
-- another component or category.
create or replace function mark_days_of_assessment() returns trigger language plpgsql as $$
begin
  insert into dirty_day (day) select distinct day from unnest(array[old.found_on, new.found_on]) day where day is not null;
  return null;
end $$;

create or replace trigger assessment_dirty after insert or update or delete on assessment
  for each row execute function mark_days_of_assessment();

create or replace function mark_days_of_assessment_item() returns trigger language plpgsql as $$
begin
  insert into dirty_day (day) select distinct a.found_on from assessment a where a.item_code = new.code;
  return null;
end $$;

create or replace trigger assessment_item_dirty after update of component_code, category_code, subject on assessment_item
  for each row
  when (old.component_code is distinct from new.component_code or old.category_code is distinct from new.category_code
    or old.subject is distinct from new.subject)
  execute function mark_days_of_assessment_item();
