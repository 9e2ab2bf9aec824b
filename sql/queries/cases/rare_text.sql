-- The cases of a text that has a rare pair of characters: one that is not among the common ones, as the last analyze found them.
-- Parameters: bigrams (text[], those of the text), most.
-- Columns: Value (case_id), the nil UUID among them; no row where every pair is common, or nothing was analysed yet.
with rare as (
  select from pg_stats s
  where s.schemaname = 'public' and s.tablename = 'case_text' and s.attname = 'bigrams' and not (s.most_common_elems::text::text[] @> @bigrams)
)
select '00000000-0000-0000-0000-000000000000'::uuid as "Value" from rare
union all
(select t.case_id from rare cross join lateral (select case_id from case_text where bigrams @> @bigrams limit @most) t)
