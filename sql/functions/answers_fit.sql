-- Whether the answers of a record are what is asked for: all tests hold. An answer that was not given fits no test but
-- unanswered.
-- tests: [{"field", "by": unanswered | answered | one_of | number | day | text, "words": [], "least", "most"}]; words
-- are those of which one is to be given (one_of) or to be part of it (text).
create or replace function answers_fit(answers jsonb, tests jsonb) returns boolean
  language sql immutable parallel safe as $$
  select not exists (
    select
    from jsonb_to_recordset(tests) t (field text, by text, words text[], least text, most text)
    cross join lateral (
      select nullif(nullif(nullif(answers -> t.field, 'null'), '""'), '[]') as given
    ) a
    where not coalesce(
      case t.by
        when 'unanswered' then a.given is null
        when 'answered' then a.given is not null
        when 'one_of' then a.given ?| t.words
        when 'number' then case when jsonb_typeof(a.given) = 'number' then
          a.given::numeric between coalesce(t.least::numeric, '-infinity') and coalesce(t.most::numeric, 'infinity') end
        when 'day' then (a.given #>> '{}') collate "C" between coalesce(t.least, '') and coalesce(t.most, '9999-12-31')
        when 'text' then exists (
          select from unnest(t.words) word where position(lower(word) in lower(a.given #>> '{}')) > 0)
      end, false))
$$;
