-- Makes the triggers that mark days dirty, one function for each row of day_mark (sql/functions/figure_records.sql), and drops the
-- ones made before. Each trigger has a function of its own: its statements are planned once a session.
create or replace function make_day_mark_triggers() returns void language plpgsql as $$
declare
  former regprocedure;
  mark record;
  event text;
  days text;
begin
  for former in
    select p.oid from pg_proc p
    where p.prorettype = 'trigger'::regtype and p.pronamespace = 'public'::regnamespace and p.prosrc like '%insert into dirty_day %'
  loop
    execute format('drop function %s cascade', former);
  end loop;

  for mark in select * from day_mark loop
    -- For each event the days of the row as it was, as it is, or both; days that do not name {row} are the same for both.
    select string_agg(format(
        E'  if tg_op = %L then\n    insert into dirty_day (day) select distinct day from (%s) marked (day) where day is not null;\n  end if;\n',
        upper(events.event), d.days), '' order by events.event) into days
    from unnest(string_to_array(mark.events, ' or ')) events (event),
    lateral (
      select string_agg(distinct replace(replace(
          case mark.level
            when 'row' then '{days}'
            else 'select day from {side}_row r cross join lateral ({days}) marked (day)'
          end,
          '{days}', replace(mark.days, '{row}', case mark.level when 'row' then side else 'r' end)), '{side}', side), E'\n      union all ') as days
      from unnest(case events.event when 'insert' then '{new}' when 'delete' then '{old}' else '{old,new}' end::text[]) side
    ) d;

    execute format(
      E'create function %I() returns trigger language plpgsql as $f$\nbegin\n%s  return null;\nend $f$', 'mark_days_of_' || mark.code, days);
    -- File and purpose, for docs/database.md.
    execute format('comment on function %I() is %L', 'mark_days_of_' || mark.code,
      'sql/functions/figure_records.sql: Marks the days that a change of ' || mark.table_name || ' moves.');

    if mark.level = 'row' then
      execute format('create trigger %I after %s on %I for each row %s execute function %I()',
        mark.code || '_dirty', mark.events, mark.table_name, 'when (' || mark.condition || ')', 'mark_days_of_' || mark.code);
    else
      foreach event in array string_to_array(mark.events, ' or ') loop
        execute format('create trigger %I after %s on %I referencing %s for each statement execute function %I()',
          mark.code || '_dirty_' || event, event, mark.table_name,
          case event when 'insert' then 'new table as new_row' when 'delete' then 'old table as old_row'
            else 'old table as old_row new table as new_row' end,
          'mark_days_of_' || mark.code);
      end loop;
    end if;
  end loop;
end $$;
