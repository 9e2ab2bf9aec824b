-- case_event is append-only and hash-chained per case: hash = sha256(previous hash, then every column of the event).
-- A missing predecessor, a gap in seq or any UPDATE/DELETE/TRUNCATE is refused, whoever asks.

create or replace function case_event_content(event case_event) returns bytea
  language sql stable
  return convert_to(jsonb_build_array(
    event.id, event.case_id, event.seq, event.action, event.from_status, event.to_status, event.actor_id,
    (extract(epoch from event.at) * 1000000)::bigint, (extract(epoch from event.device_at) * 1000000)::bigint,
    event.note, event.detail)::text, 'UTF8');

create or replace function case_event_link() returns trigger language plpgsql as $$
begin
  if new.seq = 1 then
    new.prev_hash := null;
  else
    select e.hash into strict new.prev_hash from case_event e where e.case_id = new.case_id and e.seq = new.seq - 1;
  end if;
  new.hash := sha256(coalesce(new.prev_hash, ''::bytea) || case_event_content(new));
  return new;
exception when no_data_found then
  raise exception 'case % has no event % for event % to follow', new.case_id, new.seq - 1, new.seq
    using errcode = 'integrity_constraint_violation', constraint = 'case_event_chain';
end $$;

create or replace trigger case_event_10_link before insert on case_event
  for each row execute function case_event_link();
create or replace trigger case_event_20_append_only before update or delete on case_event
  for each row execute function refuse_change();
create or replace trigger case_event_30_no_truncate before truncate on case_event
  for each statement execute function refuse_change();
drop function if exists case_event_refuse_change(); -- before refuse_change
