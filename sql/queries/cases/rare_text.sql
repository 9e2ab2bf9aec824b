-- Whether a text has a rare pair of characters: one that is not among the common ones, as the last analyze found them.
-- Parameters: bigrams (text[], those of the text).
-- Columns: Value; no row where nothing was analysed yet.
select not (s.most_common_elems::text::text[] @> @bigrams) as "Value"
from pg_stats s
where s.schemaname = 'public' and s.tablename = 'case_text' and s.attname = 'bigrams'
  and s.most_common_elems is not null
