-- Marks the days whose figures a change may move: the days of the old and the new row's own instants (the trigger's arguments).
create or replace function mark_dirty_days() returns trigger language plpgsql as $$
declare
  changed text;
begin
  select string_agg(format('select city_day(%I) from %s', instant, side), ' union ') into changed
  from unnest(tg_argv) instant,
    unnest(case tg_op when 'INSERT' then '{new_row}' when 'DELETE' then '{old_row}' else '{old_row,new_row}' end::text[]) side;
  execute format('insert into dirty_day (day) select day from (%s) changed (day) where day is not null', changed);
  return null;
end $$;

create or replace trigger patrol_dirty_insert after insert on patrol
  referencing new table as new_row for each statement execute function mark_dirty_days('started_at');
create or replace trigger patrol_dirty_update after update on patrol
  referencing old table as old_row new table as new_row for each statement execute function mark_dirty_days('started_at');
create or replace trigger patrol_dirty_delete after delete on patrol
  referencing old table as old_row for each statement execute function mark_dirty_days('started_at');

-- Reports, cases and their clocks are written one by one and often, by people who wait: their triggers are of their own type, whose
-- plans are made once a session, and cost a tenth of the above.
create or replace function mark_days_of_report_row() returns trigger language plpgsql as $$
begin
  insert into dirty_day (day)
  select distinct city_day(instant) from unnest(array[old.observed_at, new.observed_at]) instant where instant is not null;
  return null;
end $$;
drop trigger if exists report_dirty_insert on report;
drop trigger if exists report_dirty_update on report;
drop trigger if exists report_dirty_delete on report;
create or replace trigger report_dirty after insert or update or delete on report
  for each row execute function mark_days_of_report_row();

create or replace function mark_days_of_case_row() returns trigger language plpgsql as $$
begin
  insert into dirty_day (day)
  select distinct city_day(instant) from unnest(array[
    old.reported_at, old.filed_at, old.dispatched_at, old.handled_at, old.closed_at, old.transferred_at,
    new.reported_at, new.filed_at, new.dispatched_at, new.handled_at, new.closed_at, new.transferred_at]) instant
  where instant is not null;
  return null;
end $$;
drop trigger if exists case_file_dirty_insert on case_file;
drop trigger if exists case_file_dirty_update on case_file;
drop trigger if exists case_file_dirty_delete on case_file;
create or replace trigger case_file_dirty after insert or update or delete on case_file
  for each row execute function mark_days_of_case_row();

create or replace function mark_days_of_clock_row() returns trigger language plpgsql as $$
begin
  insert into dirty_day (day)
  select distinct city_day(instant) from unnest(array[old.deadline, new.deadline]) instant where instant is not null;
  return null;
end $$;
drop trigger if exists case_clock_dirty_insert on case_clock;
drop trigger if exists case_clock_dirty_update on case_clock;
drop trigger if exists case_clock_dirty_delete on case_clock;
create or replace trigger case_clock_dirty after insert or update or delete on case_clock
  for each row execute function mark_days_of_clock_row();

create or replace function mark_days_of_attachment_row() returns trigger language plpgsql as $$
begin
  insert into dirty_day (day)
  select city_day(r.observed_at) from report r where r.id in (old.subject_id, new.subject_id);
  return null;
end $$;
drop trigger if exists attachment_dirty_insert on attachment;
drop trigger if exists attachment_dirty_delete on attachment;
create or replace trigger attachment_dirty after insert or delete on attachment
  for each row execute function mark_days_of_attachment_row();

create or replace trigger feedback_dirty_insert after insert on feedback
  referencing new table as new_row for each statement execute function mark_dirty_days('received_at');
create or replace trigger feedback_dirty_update after update on feedback
  referencing old table as old_row new table as new_row for each statement execute function mark_dirty_days('received_at');
create or replace trigger feedback_dirty_delete after delete on feedback
  referencing old table as old_row for each statement execute function mark_dirty_days('received_at');

create or replace trigger toilet_scan_dirty after insert on toilet_scan
  referencing new table as new_row for each statement execute function mark_dirty_days('scanned_at');

create or replace trigger ponding_event_dirty_insert after insert on ponding_event
  referencing new table as new_row for each statement execute function mark_dirty_days('opened_at');
create or replace trigger ponding_event_dirty_update after update on ponding_event
  referencing old table as old_row new table as new_row for each statement execute function mark_dirty_days('opened_at');
create or replace trigger ponding_event_dirty_delete after delete on ponding_event
  referencing old table as old_row for each statement execute function mark_dirty_days('opened_at');

-- An event's minutes count on their own days; where it is merged or withdrawn they do not count any more.
create or replace function mark_days_of_ponding() returns trigger language plpgsql as $$
begin
  insert into dirty_day (day) select distinct day from unnest(array[old.spent_on, new.spent_on]) day where day is not null;
  return null;
end $$;
create or replace trigger ponding_event_minutes_dirty after insert or update or delete on ponding_event_minutes
  for each row execute function mark_days_of_ponding();
create or replace function mark_days_of_ponding_event() returns trigger language plpgsql as $$
begin
  insert into dirty_day (day) select d.spent_on from ponding_event_minutes d where d.event_id = new.id;
  return null;
end $$;
create or replace trigger ponding_event_dirty_elsewhere after update on ponding_event for each row
  when ((old.section_code, old.merged_into, old.withdrawn_at) is distinct from (new.section_code, new.merged_into, new.withdrawn_at))
  execute function mark_days_of_ponding_event();

create or replace trigger ponding_alarm_dirty_insert after insert on ponding_alarm
  referencing new table as new_row for each statement execute function mark_dirty_days('raised_at');
create or replace trigger ponding_alarm_dirty_update after update on ponding_alarm
  referencing old table as old_row new table as new_row for each statement execute function mark_dirty_days('raised_at');
create or replace trigger ponding_alarm_dirty_delete after delete on ponding_alarm
  referencing old table as old_row for each statement execute function mark_dirty_days('raised_at');

create or replace trigger facility_dirty_insert after insert on facility
  referencing new table as new_row for each statement execute function mark_dirty_days('created_at');
create or replace trigger facility_dirty_delete after delete on facility
  referencing old table as old_row for each statement execute function mark_dirty_days('created_at');

-- Steps that are counted themselves, and that a due case is counted by. What they do to the case and its clock marks the other days.
create or replace function mark_day_of_step() returns trigger language plpgsql as $$
begin
  insert into dirty_day (day)
  select city_day(new.at) union select city_day(k.deadline) from case_clock k where k.case_id = new.case_id and k.deadline is not null;
  return null;
end $$;
create or replace trigger case_event_60_dirty after insert on case_event for each row
  when (new.action in ('reject', 'rework', 'extend', 'suspend')) execute function mark_day_of_step();

-- All days of the figures that know a case by its log, its clock and its letters: marked where the case counts for another
-- organisation, town, category or toilet, or does not count any more.
create or replace function mark_days_of_case() returns trigger language plpgsql as $$
begin
  insert into dirty_day (day)
  select city_day(k.deadline) from case_clock k where k.case_id = new.id and k.deadline is not null
  union
  select city_day(e.at) from case_event e where e.case_id = new.id and e.action in ('reject', 'rework', 'extend', 'suspend')
  union
  select l.issued_on from letter_case k join letter l on l.id = k.letter_id where k.case_id = new.id;
  return null;
end $$;
create or replace trigger case_file_dirty_elsewhere after update on case_file for each row
  when ((old.organisation_code, old.town_code, old.category_code, old.facility_id, old.source, old.merged_into,
      old.status = 'cancelled', old.status = 'not_accepted', old.handled_at is null, old.closed_at is null)
    is distinct from (new.organisation_code, new.town_code, new.category_code, new.facility_id, new.source, new.merged_into,
      new.status = 'cancelled', new.status = 'not_accepted', new.handled_at is null, new.closed_at is null))
  execute function mark_days_of_case();

-- What a report measured and showed counts on the day of the report.
create or replace function mark_days_of_reports() returns trigger language plpgsql as $$
begin
  execute format('insert into dirty_day (day) select distinct city_day(r.observed_at) from report r join %s changed on changed.%I = r.id',
    case tg_op when 'DELETE' then 'old_row' else 'new_row' end, tg_argv[0]);
  return null;
end $$;
create or replace trigger report_measure_dirty_insert after insert on report_measure
  referencing new table as new_row for each statement execute function mark_days_of_reports('report_id');
create or replace trigger report_measure_dirty_update after update on report_measure
  referencing new table as new_row for each statement execute function mark_days_of_reports('report_id');
create or replace trigger report_measure_dirty_delete after delete on report_measure
  referencing old table as old_row for each statement execute function mark_days_of_reports('report_id');

-- A feedback counts for its toilet's organisation and town and for its kind's category, a ponding event for its section's
-- town, a case at a toilet for as long as it is one; so a change of these moves their days.
create or replace function mark_days_of_subject() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'facility' then
    insert into dirty_day (day)
    select city_day(instant)
    from new_row n join old_row o on o.id = n.id
    left join feedback f on f.facility_id = n.id
    cross join lateral (values (o.created_at), (n.created_at), (f.received_at)) changed (instant)
    where (o.organisation_code, o.town_code, o.type, o.created_at) is distinct from (n.organisation_code, n.town_code, n.type, n.created_at)
      and instant is not null
    union
    select city_day(c.handled_at)
    from new_row n join old_row o on o.id = n.id join case_file c on c.facility_id = n.id
    where o.type <> n.type and c.handled_at is not null;
  elsif tg_table_name = 'section' then
    insert into dirty_day (day)
    select city_day(e.opened_at)
    from new_row n join old_row o on o.code = n.code join ponding_event e on e.section_code = n.code
    where o.town_code is distinct from n.town_code
    union
    select d.spent_on
    from new_row n join old_row o on o.code = n.code join ponding_event e on e.section_code = n.code join ponding_event_minutes d on d.event_id = e.id
    where o.town_code is distinct from n.town_code
    union
    select city_day(a.raised_at)
    from new_row n join old_row o on o.code = n.code join ponding_alarm a on a.section_code = n.code
    where o.town_code is distinct from n.town_code;
  else
    insert into dirty_day (day)
    select distinct city_day(f.received_at)
    from feedback f join new_row n on n.code = f.kind join old_row o on o.code = n.code
    where o.category_code is distinct from n.category_code;
  end if;
  return null;
end $$;

create or replace trigger facility_dirty_update after update on facility
  referencing old table as old_row new table as new_row for each statement execute function mark_days_of_subject();
create or replace trigger feedback_kind_dirty_update after update on feedback_kind
  referencing old table as old_row new table as new_row for each statement execute function mark_days_of_subject();
create or replace trigger section_dirty_update after update on section
  referencing old table as old_row new table as new_row for each statement execute function mark_days_of_subject();
drop function if exists mark_days_of_feedback();
