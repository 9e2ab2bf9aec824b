-- Marks the days whose figures a change may move: the days of the old and the new row's own instants (the trigger's arguments).
create or replace function mark_dirty_days() returns trigger language plpgsql as $$
declare
  old_rows jsonb := '[]';
  new_rows jsonb := '[]';
begin
  if tg_op <> 'INSERT' then select coalesce(jsonb_agg(to_jsonb(o)), '[]') into old_rows from old_row o; end if;
  if tg_op <> 'DELETE' then select coalesce(jsonb_agg(to_jsonb(n)), '[]') into new_rows from new_row n; end if;
  insert into dirty_day (day)
  select distinct city_day((changed ->> instant)::timestamptz)
  from jsonb_array_elements(old_rows || new_rows) changed, unnest(tg_argv) instant
  where changed ->> instant is not null;
  return null;
end $$;

create or replace trigger patrol_dirty_insert after insert on patrol
  referencing new table as new_row for each statement execute function mark_dirty_days('started_at');
create or replace trigger patrol_dirty_update after update on patrol
  referencing old table as old_row new table as new_row for each statement execute function mark_dirty_days('started_at');
create or replace trigger patrol_dirty_delete after delete on patrol
  referencing old table as old_row for each statement execute function mark_dirty_days('started_at');

create or replace trigger report_dirty_insert after insert on report
  referencing new table as new_row for each statement execute function mark_dirty_days('observed_at');
create or replace trigger report_dirty_update after update on report
  referencing old table as old_row new table as new_row for each statement execute function mark_dirty_days('observed_at');
create or replace trigger report_dirty_delete after delete on report
  referencing old table as old_row for each statement execute function mark_dirty_days('observed_at');

create or replace trigger feedback_dirty_insert after insert on feedback
  referencing new table as new_row for each statement execute function mark_dirty_days('received_at');
create or replace trigger feedback_dirty_update after update on feedback
  referencing old table as old_row new table as new_row for each statement execute function mark_dirty_days('received_at');
create or replace trigger feedback_dirty_delete after delete on feedback
  referencing old table as old_row for each statement execute function mark_dirty_days('received_at');

create or replace trigger case_file_dirty_insert after insert on case_file
  referencing new table as new_row for each statement execute function mark_dirty_days('reported_at', 'filed_at', 'closed_at');
create or replace trigger case_file_dirty_update after update on case_file
  referencing old table as old_row new table as new_row for each statement execute function mark_dirty_days('reported_at', 'filed_at', 'closed_at');
create or replace trigger case_file_dirty_delete after delete on case_file
  referencing old table as old_row for each statement execute function mark_dirty_days('reported_at', 'filed_at', 'closed_at');

-- A feedback counts for its toilet's organisation and town and for its kind's category, so a change of these moves its day.
create or replace function mark_days_of_feedback() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'facility' then
    insert into dirty_day (day)
    select distinct city_day(f.received_at)
    from feedback f join new_row n on n.id = f.facility_id join old_row o on o.id = n.id
    where (o.organisation_code, o.town_code) is distinct from (n.organisation_code, n.town_code);
  else
    insert into dirty_day (day)
    select distinct city_day(f.received_at)
    from feedback f join new_row n on n.code = f.kind join old_row o on o.code = n.code
    where o.category_code is distinct from n.category_code;
  end if;
  return null;
end $$;

create or replace trigger facility_dirty_update after update on facility
  referencing old table as old_row new table as new_row for each statement execute function mark_days_of_feedback();
create or replace trigger feedback_kind_dirty_update after update on feedback_kind
  referencing old table as old_row new table as new_row for each statement execute function mark_days_of_feedback();
