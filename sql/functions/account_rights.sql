-- Keeps what an account's role, organisation and town were until they change.
create or replace function account_rights_keep() returns trigger language plpgsql as $$
begin
  insert into account_rights (account_id, until, role, organisation_code, town_code)
  values (old.id, now(), old.role, old.organisation_code, old.town_code)
  on conflict do nothing; -- within one transaction the first one stood until now
  new.rights_since := now();
  return new;
end $$;

create or replace trigger account_10_rights before update on account for each row
  when ((old.role, old.organisation_code, old.town_code) is distinct from (new.role,
    new.organisation_code, new.town_code))
  execute function account_rights_keep();
