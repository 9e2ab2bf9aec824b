-- Writes what changed of a facility, whoever changed it. The transaction says who and by what (set_config, local to
-- it): cityops.account (uuid), cityops.source (import, api, report; otherwise system), cityops.report (uuid).
create or replace function facility_facts(f facility) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'type', f.type, 'name', f.name, 'lon', round(st_x(f.position)::numeric, 7),
    'lat', round(st_y(f.position)::numeric, 7),
    'town', f.town_code, 'organisation', f.organisation_code, 'gridCode', f.grid_code,
    'componentCode', f.component_code,
    'status', f.status, 'attributes', f.attributes, 'photos', f.photos)
    || case when f.shape is null then '{}' else jsonb_build_object('shape', st_asgeojson(f.shape, 7)::jsonb) end
$$;

create or replace function log_facility_changes() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into facility_change (facility_id, seq, at, account_id, source, report_id, after)
    select n.id, 1, statement_timestamp(), nullif(current_setting('cityops.account', true), '')::uuid,
      coalesce(nullif(current_setting('cityops.source', true), ''), 'system'),
      nullif(current_setting('cityops.report', true), '')::uuid,
      facility_facts(n::facility)
    from new_row n;
  else
    insert into facility_change (facility_id, seq, at, account_id, source, report_id, before, after)
    select f.id, coalesce((select max(c.seq) from facility_change c where c.facility_id = f.id), 0) + 1,
      statement_timestamp(),
      nullif(current_setting('cityops.account', true), '')::uuid,
      coalesce(nullif(current_setting('cityops.source', true), ''), 'system'),
      nullif(current_setting('cityops.report', true), '')::uuid,
      (select jsonb_object_agg(b.key, b.value) from jsonb_each(f.before) b
        where b.value is distinct from f.after -> b.key),
      coalesce((select jsonb_object_agg(a.key, a.value) from jsonb_each(f.after) a
        where a.value is distinct from f.before -> a.key), '{}')
    from (
      select n.id, facility_facts(o::facility) as before, facility_facts(n::facility) as after
      from new_row n join old_row o on o.id = n.id
    ) f
    where f.before is distinct from f.after;
  end if;
  return null;
end $$;

create or replace trigger facility_log_insert after insert on facility
  referencing new table as new_row for each statement execute function log_facility_changes();
create or replace trigger facility_log_update after update on facility
  referencing old table as old_row new table as new_row for each statement execute function log_facility_changes();

create or replace trigger facility_change_append_only before update or delete on facility_change
  for each row execute function refuse_change();
drop function if exists facility_change_append_only(); -- before refuse_change
