-- Keeps what is looked for: a case's number and description, which a correction may change.
create or replace function case_text_follow() returns trigger language plpgsql as $$
begin
  insert into case_text (case_id, bigrams) values (new.id, text_bigrams(new.number || ' ' || coalesce(new.description, '')))
  on conflict (case_id) do update set bigrams = excluded.bigrams;
  return null;
end $$;

create or replace trigger case_file_text after insert on case_file
  for each row execute function case_text_follow();
create or replace trigger case_file_text_corrected after update of description on case_file
  for each row when (old.description is distinct from new.description) execute function case_text_follow();
