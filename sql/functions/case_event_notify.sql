-- Tells every web node of a case's new step, in the transaction that writes it: channel cityops_events,
-- payload {"kind":"case","id","event","number","status","action","category","town","organisation","lon","lat"}.
create or replace function case_event_notify() returns trigger language plpgsql as $$
begin
  perform pg_notify('cityops_events', json_build_object(
      'kind', 'case', 'id', c.id, 'event', new.id, 'number', c.number, 'status', new.to_status, 'action', new.action,
      'category', c.category_code, 'town', c.town_code, 'organisation', c.organisation_code,
      'lon', st_x(c.position), 'lat', st_y(c.position))::text)
    from case_file c where c.id = new.case_id;
  return null;
end $$;

create or replace trigger case_event_90_notify after insert on case_event
  for each row execute function case_event_notify();
