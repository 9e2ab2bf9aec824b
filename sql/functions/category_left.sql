-- Keeps since when a category is a class of others.
create or replace function category_note_class() returns trigger language plpgsql as $$
declare
  parent text;
begin
  foreach parent in array array_remove(array[
    case when tg_op <> 'INSERT' then old.parent_code end, case when tg_op <> 'DELETE' then new.parent_code end], null)
  loop
    update category c
    set class_since = case when exists (select from category b
      where b.parent_code = c.code) then coalesce(c.class_since, now()) end
    where c.code = parent;
  end loop;
  return null;
end $$;

create or replace trigger category_20_class after insert or delete or update of parent_code on category
  for each row execute function category_note_class();

-- Since when no new report is of a category: it is retired, or a class of others. Null where it is in use; -infinity
-- for a class that never
-- was anything else: a category that had others under it within a day of its making was never on a phone without them.
create or replace function category_left_at(of_category category) returns timestamptz language sql stable
  return least(
    of_category.retired_at,
    case when of_category.class_since < of_category.created_at + interval '1 day' then '-infinity'
      else of_category.class_since end);
