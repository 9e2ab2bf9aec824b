-- Leaves word of a case's new step for every web node, in the transaction that writes it: channel cityops_events,
-- payload {"kind":"case","event"}; the nodes read the rest.
create or replace function case_event_notify() returns trigger language plpgsql as $$
begin
  perform pg_notify('cityops_events', json_build_object('kind', 'case', 'event', new.id)::text);
  return null;
end $$;

create or replace trigger case_event_90_notify after insert on case_event
  for each row execute function case_event_notify();
