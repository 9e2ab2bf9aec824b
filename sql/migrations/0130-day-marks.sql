-- apply_day_marks (sql/functions) makes the triggers that mark days, and the indexes that find them.
drop function if exists make_day_mark_triggers();
