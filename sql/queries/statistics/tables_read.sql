-- The tables that a view reads, also by way of other views, and what their changes mark days by.
-- Parameters: view (its name)
-- Columns: name, marked_by (the columns that its changes mark days by; null where they mark none), in the order of
-- their
--   names
with recursive reads (oid) as (
  select to_regclass(@view)::oid
  union
  select d.refobjid
  from reads
  join pg_rewrite r on r.ev_class = reads.oid
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
)
select c.relname::text as name,
  (select array_agg(distinct day[1])
   from day_mark m, regexp_matches(m.days, '(?:\{row\}|new)\.([a-z_]+)', 'g') day
     where m.table_name = c.relname) as marked_by
from reads
join pg_class c on c.oid = reads.oid
where c.relkind not in ('v', 'm', 'i')
order by c.relname
