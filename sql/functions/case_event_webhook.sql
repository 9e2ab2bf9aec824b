-- Every entry of a case's log is told to the webhooks; one question where nobody has subscribed. At the end of the
-- transaction: the case's row may be written after its log, and then says what the entries left.
create or replace function case_event_webhook() returns trigger language plpgsql as $$
begin
  if not exists (select from webhook where disabled_at is null) then
    return null;
  end if;
  perform webhook_post('case.' || new.action, new.case_id::text, c.town_code,
    array[c.organisation_code, c.reporter_organisation_code],
    jsonb_build_object(
      'case', jsonb_build_object(
        'id', c.id, 'number', c.number, 'source', c.source, 'status', new.to_status, 'version', new.seq,
        'category', c.category_code, 'categoryName', category.name, 'organisation', c.organisation_code,
        'town', c.town_code,
        'townName', town.name, 'lon', st_x(c.position), 'lat', st_y(c.position), 'description', c.description,
        'reportedAt', city_time(c.reported_at), 'deadline', city_time(k.deadline), 'mergedInto', c.merged_into),
      'step', jsonb_build_object(
        'id', new.id, 'seq', new.seq, 'action', new.action, 'from', new.from_status, 'to', new.to_status,
        'at', city_time(new.at), 'deviceAt', city_time(new.device_at), 'note', new.note, 'detail', new.detail,
        'hash', encode(new.hash, 'hex'))),
    case when new.seq = 1 then array[new.id, c.source_id] else array[new.id] end)
  from case_file c
  join category on category.code = c.category_code
  join town on town.code = c.town_code
  left join case_clock k on k.case_id = c.id
  where c.id = new.case_id;
  return null;
end $$;

-- An instant as the API writes it: 2026-06-01T08:00:00.000000+08:00.
create or replace function city_time(instant timestamptz) returns text language sql stable
  return to_char(instant at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.US"+08:00"');

drop trigger if exists case_event_95_webhook on case_event;
create constraint trigger case_event_95_webhook after insert on case_event
  deferrable initially deferred for each row execute function case_event_webhook();
