-- Keeps what is looked for: a case's number and description, which never change.
create or replace function case_text_follow() returns trigger language plpgsql as $$
begin
  insert into case_text (case_id, bigrams) values (new.id, text_bigrams(new.number || ' ' || coalesce(new.description, '')));
  return null;
end $$;

create or replace trigger case_file_text after insert on case_file
  for each row execute function case_text_follow();
