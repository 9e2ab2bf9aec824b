-- The kinds of records that facts can be.
-- Columns: code, name, name_en, address, page, key, title (as in sql/functions/figure_records.sql)
select code, name, name_en, address, page, key, title from fact_source
