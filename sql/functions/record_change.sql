-- What was entered in a record, as its changes (record_change) keep it: the members that a correction can move, and no
-- others, so that the record always is what its last correction says (queries/cases/broken_changes.sql). Members may be
-- added, never renamed.
create or replace function record_content(of_subject text, of_id uuid) returns jsonb language plpgsql stable as $$
begin
  return case of_subject
    when 'report' then (
      select jsonb_build_object(
        'category', r.category_code, 'town', r.town_code,
        'position', jsonb_build_object('lon', r.raw_lon, 'lat', r.raw_lat, 'coordSystem', r.coord_system,
          'accuracyMetres', r.accuracy_metres, 'fixedAt', city_time(r.fixed_at), 'isMock', r.is_mocked),
        'observedAt', city_time(r.observed_at), 'deviceObservedAt', city_time(r.device_observed_at),
        'patrolId', r.patrol_id,
        'description', r.description, 'answers', r.answers, 'form', r.form_code, 'formVersion', r.form_version,
        'outcome', r.outcome,
        'photos', (
          select coalesce(jsonb_agg(encode(a.sha256, 'hex') order by a.ordinal), '[]') from attachment a
            where a.subject_id = r.id))
      from report r where r.id = of_id)
    when 'patrol' then (
      select jsonb_build_object(
        'kind', p.kind, 'category', p.category_code, 'startedAt', city_time(p.started_at),
        'endedAt', city_time(p.ended_at),
        'deviceStartedAt', city_time(p.device_started_at), 'deviceEndedAt', city_time(p.device_ended_at),
        'persons', p.persons, 'vehicles', p.vehicles, 'officers', to_jsonb(p.officers), 'domains', to_jsonb(p.domains),
        'note', p.note)
      from patrol p where p.id = of_id)
    when 'penalty' then (
      select jsonb_build_object(
        'number', p.number, 'kind', p.kind, 'decidedOn', p.decided_on::text, 'amountYuan', p.amount_yuan,
        'note', p.note)
      from penalty p where p.id = of_id)
    when 'assessment' then (
      select jsonb_build_object(
        'item', a.item_code, 'town', a.town_code, 'contractor', a.contractor_code, 'foundOn', a.found_on::text,
        'times', a.times,
        'points', a.points, 'feeYuan', a.fee_yuan, 'note', a.note)
      from assessment a where a.id = of_id)
    when 'feedback' then (
      select jsonb_build_object('kind', f.kind, 'stars', f.stars) from feedback f where f.id = of_id)
  end;
end $$;

-- Since when a record is withdrawn; null where it is not, or not there.
create or replace function record_withdrawn_at(of_subject text, of_id uuid) returns timestamptz
  language plpgsql stable as $$
begin
  return case of_subject
    when 'report' then (select r.withdrawn_at from report r where r.id = of_id)
    when 'patrol' then (select p.withdrawn_at from patrol p where p.id = of_id)
    when 'penalty' then (select p.withdrawn_at from penalty p where p.id = of_id)
    when 'assessment' then (select a.withdrawn_at from assessment a where a.id = of_id)
    when 'feedback' then (select f.withdrawn_at from feedback f where f.id = of_id)
  end;
end $$;

-- record_change is append-only and hash-chained per record: hash = sha256(previous hash, then every column of the
-- entry).
create or replace function record_change_content(change record_change) returns bytea
  language sql stable
  return convert_to(jsonb_build_array(
    change.id, change.subject, change.subject_id, change.seq, change.action, change.reason, change.actor_id,
    (extract(epoch from change.at) * 1000000)::bigint, (extract(epoch from change.device_at) * 1000000)::bigint,
    change.before, change.after, encode(change.sent, 'hex'))::text, 'UTF8');

create or replace function record_change_link() returns trigger language plpgsql as $$
begin
  new.prev_hash := (
    select c.hash from record_change c where c.subject_id = new.subject_id and c.seq = new.seq - 1);
  if new.seq <> 1 and new.prev_hash is null then
    raise exception 'record % has no change % for change % to follow', new.subject_id, new.seq - 1, new.seq
      using errcode = 'integrity_constraint_violation', constraint = 'record_change_chain';
  end if;
  new.hash := sha256(coalesce(new.prev_hash, ''::bytea) || record_change_content(new));
  return new;
end $$;

create or replace trigger record_change_10_link before insert on record_change
  for each row execute function record_change_link();
create or replace trigger record_change_20_append_only before update or delete on record_change
  for each row execute function refuse_change();
create or replace trigger record_change_30_no_truncate before truncate on record_change
  for each statement execute function refuse_change();
drop function if exists record_change_refuse_change(); -- before refuse_change
