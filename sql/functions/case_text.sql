-- Every character and every two neighbouring ones, in lower case, each once. In plpgsql, whose plans a connection
-- keeps: as a function in SQL it was planned anew for each case.
create or replace function text_bigrams(words text) returns text[] language plpgsql immutable parallel safe as $$
declare
  characters text[] := string_to_array(lower(words), null);
  grams text[] := characters;
begin
  for place in 2..cardinality(characters) loop
    grams := grams || (characters[place - 1] || characters[place]);
  end loop;
  return array(select distinct unnest(grams));
end $$;

-- Keeps what is looked for: a case's number and description, which a correction may change.
create or replace function case_text_arrive() returns trigger language plpgsql as $$
begin
  insert into case_text (case_id, bigrams)
  select id, text_bigrams(number || ' ' || coalesce(description, '')) from arrived;
  return null;
end $$;

create or replace function case_text_follow() returns trigger language plpgsql as $$
begin
  update case_text set bigrams = text_bigrams(new.number || ' ' || coalesce(new.description, ''))
    where case_id = new.id;
  return null;
end $$;

create or replace trigger case_file_text after insert on case_file
  referencing new table as arrived for each statement execute function case_text_arrive();
create or replace trigger case_file_text_corrected after update of description on case_file
  for each row when (old.description is distinct from new.description) execute function case_text_follow();
