-- Of a table's columns by which its changes mark days, those of which not every new row is watched.
-- Parameters: table, columns
-- Columns: key (the day, as an index has it), condition (over the table's columns: the rows that are watched)
select case when format_type(a.atttypid, a.atttypmod) = 'date' then w.name else 'city_day(' || w.name || ')' end as key,
  w.condition
from (
  select day[1] as name,
    case when bool_and(m.condition is not null) then
      string_agg('(' || regexp_replace(m.condition, '\mnew\.', '', 'g') || ')', ' or ') end as condition
  from day_mark m, regexp_matches(m.days, '(?:\{row\}|new)\.([a-z_]+)', 'g') day
  where m.table_name = @table and m.events like '%insert%' and day[1] = any (@columns)
  group by day[1]
) w
join pg_attribute a on a.attrelid = @table::regclass and a.attname = w.name
where w.condition is not null
