-- The topmost category above each (大类), itself for one that stands under none.
create or replace view category_class as
with recursive below as (
  select code, code as class from category where parent_code is null
  union all
  select c.code, b.class from category c join below b on c.parent_code = b.code
)
select code, class from below;
