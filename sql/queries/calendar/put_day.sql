-- Says of a day whether it is worked.
-- parameters: @day date, @is_working boolean, @note text, @source text, @at timestamptz, @by uuid
insert into calendar_day (day, is_working, note, source, changed_at, changed_by)
values (@day, @is_working, @note, @source, @at, @by)
on conflict (day) do update set
  is_working = excluded.is_working, note = excluded.note, source = excluded.source,
  changed_at = excluded.changed_at, changed_by = excluded.changed_by
