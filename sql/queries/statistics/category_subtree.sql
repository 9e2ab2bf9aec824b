-- A category with all that stand below it, at any level.
-- Parameters: code
-- Columns: codes (text[]; the code itself also when there is no such category)
with recursive below as (
  select @code::text as code
  union
  select c.code from category c join below b on c.parent_code = b.code
)
select array_agg(code) from below
