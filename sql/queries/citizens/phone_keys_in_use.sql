-- The keys that citizens' phone numbers are sealed with, by one look into the index for each.
-- Columns: the key's id.
with recursive used (key) as (
  select min(phone_key) from feedback where phone_key is not null
  union all
  select (select min(f.phone_key) from feedback f where f.phone_key > u.key) from used u where u.key is not null
)
select key from used where key is not null
