-- What is looked for in lists, by pairs of characters: the words of Chinese have two, too few for trigrams (pg_trgm finds nothing
-- to look up in '%垃圾%' and reads every row). Beside case_file, so that a step of a case, which changes no text, leaves it alone.
drop index case_file_text;
create table case_text (
  case_id uuid constraint case_text_pk primary key constraint case_text_case_exists references case_file on delete cascade,
  bigrams text[] not null
);

-- Every two neighbouring characters, in lower case. Immutable by decree, as the index stands on it.
create function text_bigrams(words text) returns text[] language sql immutable parallel safe
  return (select coalesce(array_agg(distinct substr(lower(words), i, 2)), '{}') from generate_series(1, length(words) - 1) i);

insert into case_text (case_id, bigrams) select id, text_bigrams(number || ' ' || coalesce(description, '')) from case_file;
create index case_text_bigrams on case_text using gin (bigrams);
