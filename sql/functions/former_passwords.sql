-- Keeps the last four passwords that an account had before the one it has. One that is only hashed anew, by a newer
-- method, is still the same: then the stamp stays.
create or replace function former_password_keep() returns trigger language plpgsql as $$
begin
  insert into former_password (account_id, replaced_at, password_hash)
  values (old.id, clock_timestamp(), old.password_hash);
  delete from former_password f
  where f.account_id = old.id and f.replaced_at not in (
    select k.replaced_at from former_password k where k.account_id = old.id order by k.replaced_at desc limit 4);
  return null;
end $$;

create or replace trigger account_former_password after update of password_hash on account
  for each row when (old.password_hash <> new.password_hash and old.security_stamp <> new.security_stamp)
  execute function former_password_keep();
