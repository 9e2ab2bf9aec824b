-- Answers what the health check writes into the canary: that a fresh session loads plpgsql, runs a trigger and writes.
create or replace function canary_echo() returns trigger language plpgsql as $$
begin
  new.echoed := new.told;
  return new;
end $$;

create or replace trigger canary_echo before insert on canary for each row execute function canary_echo();
