-- Writes down every form that a category is given, whoever gives it.
create or replace function log_category_form() returns trigger language plpgsql as $$
begin
  insert into category_form (category_code, use, form_code)
  select new.code, given.use, given.form
  from (values ('report', new.form_code), ('handling', new.handling_form_code)) given (use, form)
  where given.form is not null
  on conflict on constraint category_form_pk do nothing;
  return null;
end $$;

create or replace trigger category_form_log after insert or update of form_code, handling_form_code on category
  for each row execute function log_category_form();
