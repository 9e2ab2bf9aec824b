-- Tells every ingest node that gateways or sensors changed, so that a new one works at once: channel cityops_directory.
create or replace function gateway_directory_notify() returns trigger language plpgsql as $$
begin
  perform pg_notify('cityops_directory', '');
  return null;
end $$;

create or replace trigger gateway_directory_notify after insert or update or delete or truncate on gateway
  for each statement execute function gateway_directory_notify();
create or replace trigger sensor_directory_notify after insert or update or delete or truncate on sensor
  for each statement execute function gateway_directory_notify();
create or replace trigger gateway_alert_town_directory_notify
  after insert or update or delete or truncate on gateway_alert_town
  for each statement execute function gateway_directory_notify();
create or replace trigger sl651_station_directory_notify after insert or update or delete or truncate on sl651_station
  for each statement execute function gateway_directory_notify();
create or replace trigger sl651_element_directory_notify after insert or update or delete or truncate on sl651_element
  for each statement execute function gateway_directory_notify();
create or replace trigger payload_profile_directory_notify
  after insert or update or delete or truncate on payload_profile
  for each statement execute function gateway_directory_notify();
create or replace trigger terminal_directory_notify after insert or update or delete or truncate on terminal
  for each statement execute function gateway_directory_notify();
create or replace trigger terminal_sensor_directory_notify
  after insert or update or delete or truncate on terminal_sensor
  for each statement execute function gateway_directory_notify();
