-- Whether one of these pairs of characters is not among the common ones of the cases' texts, as the last analyze found them.
-- Parameters: bigrams (text[]).
-- Columns: Value; false where nothing was analysed yet.
select exists (
  select from pg_stats s
  where s.schemaname = 'public' and s.tablename = 'case_text' and s.attname = 'bigrams' and not (s.most_common_elems::text::text[] @> @bigrams)
) as "Value"
