-- purpose: what a set's lines count that is not there.
-- parameters: organisations, towns, categories (text[]).
-- columns: field (org, town, category), code; at most one row.
select 'org' as field, o.code from unnest(@organisations::text[]) o (code)
where o.code <> '-' and not exists (select from organisation known where known.code = o.code)
union all
select 'town', t.code from unnest(@towns::text[]) t (code)
where t.code <> '-' and not exists (select from town known where known.code = t.code)
union all
select 'category', c.code from unnest(@categories::text[]) c (code)
where c.code <> '-' and not exists (select from category known where known.code = c.code)
limit 1
