-- purpose: what a set's lines count that is not there.
-- parameters: $1 organisations, $2 towns, $3 categories (text[]).
-- columns: field (org, town, category), code; at most one row.
select 'org', o.code from unnest($1::text[]) o (code)
where o.code <> '-' and not exists (select from organisation known where known.code = o.code)
union all
select 'town', t.code from unnest($2::text[]) t (code)
where t.code <> '-' and not exists (select from town known where known.code = t.code)
union all
select 'category', c.code from unnest($3::text[]) c (code)
where c.code <> '-' and not exists (select from category known where known.code = c.code)
limit 1
