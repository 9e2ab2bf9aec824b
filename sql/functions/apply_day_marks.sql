-- Makes what day_mark declares (sql/functions/figure_records.sql): the triggers that mark days dirty, in place of those
-- made before, and an index that finds the rows of some days where a table has none. Each trigger has a function of its
-- own: its statements are planned once a session.
create or replace function apply_day_marks() returns void language plpgsql as $$
declare
  former regprocedure;
  mark record;
  trigger_function text;
  event text;
  body text;
  day record;
begin
  for former in
    select p.oid from pg_proc p
    where p.prorettype = 'trigger'::regtype and p.pronamespace = 'public'::regnamespace
      and p.prosrc like '%insert into dirty_day %'
  loop
    execute format('drop function %s cascade', former);
  end loop;

  for mark in select * from day_mark loop
    for day in
      select coalesce('city_day(' || part[1] || ')', part[2]) as key, coalesce(part[1], part[2]) as name
      from regexp_matches(
        mark.days, 'city_day\(\{row\}\.([a-z_]+)\)|^select \{row\}\.([a-z_]+)$', 'g') part
    loop
      if not exists (
        select from pg_index i
        where i.indrelid = mark.table_name::regclass and pg_get_indexdef(i.indexrelid, 1, true) = day.key
      ) then
        execute format('create index %I on %I (%s)',
          mark.table_name || '_' || day.name || '_day', mark.table_name, day.key);
      end if;
    end loop;

    -- For each event the days of the row as it was, as it is, or both; days without {row} are the same for both.
    select string_agg(format(
        E'  if tg_op = %L then\n'
          '    insert into dirty_day (day) select distinct day from (%s) marked (day) where day is not null;\n'
          '  end if;\n',
        upper(events.event), sides.days), '' order by events.event) into body
    from unnest(string_to_array(mark.events, ' or ')) events (event),
    lateral (
      select string_agg(distinct
          case mark.level
            when 'row' then replace(mark.days, '{row}', side)
            else format('select day from %s_row r cross join lateral (%s) marked (day)',
              side, replace(mark.days, '{row}', 'r'))
          end, E'\n      union all ') as days
      from unnest(
        case events.event when 'insert' then '{new}' when 'delete' then '{old}' else '{old,new}' end::text[]) side
    ) sides;

    trigger_function := 'mark_days_of_' || mark.code;
    execute format(
      E'create function %I() returns trigger language plpgsql as $f$\nbegin\n%s  return null;\nend $f$',
      trigger_function, body);
    -- File and purpose, for docs/database.md.
    execute format('comment on function %I() is %L', trigger_function,
      'sql/functions/figure_records.sql: Marks the days that a change of ' || mark.table_name || ' moves.');

    if mark.level = 'row' then
      execute format('create trigger %I after %s on %I for each row %s execute function %I()',
        mark.code || '_dirty', mark.events, mark.table_name, 'when (' || mark.condition || ')', trigger_function);
    else
      foreach event in array string_to_array(mark.events, ' or ') loop
        execute format('create trigger %I after %s on %I referencing %s for each statement execute function %I()',
          mark.code || '_dirty_' || event, event, mark.table_name,
          case event when 'insert' then 'new table as new_row' when 'delete' then 'old table as old_row'
            else 'old table as old_row new table as new_row' end,
          trigger_function);
      end loop;
    end if;
  end loop;
end $$;
