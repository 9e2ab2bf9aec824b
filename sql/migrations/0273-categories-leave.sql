-- When a category ceased to be one that reports are of: retired, or split into others. Phones that were offline go on with it for a while
-- (sql/functions/category_left.sql).
alter table category add created_at timestamptz not null default '-infinity';
alter table category alter created_at set default now();
alter table category add retired_at timestamptz;
alter table category add class_since timestamptz; -- when it got the first category under it
update category c set class_since = '-infinity' where exists (select from category b where b.parent_code = c.code);
