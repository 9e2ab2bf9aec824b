-- Flags the reports of patrols that neither the patrol's starter nor one of its named officers made: they count as no
-- finding of it. Run with a patrol and with its reports, in the transaction that stores them; of two at once the second
-- sees the first. Locks are taken in one order.
create or replace function flag_foreign_reports(subjects uuid[]) returns void language sql as $$
  select pg_advisory_xact_lock(hashtextextended('reports of patrol ' || subject, 0))
  from (select distinct unnest(subjects) as subject order by 1) subjects;
  with judged as (
    select r.id, r.officer_id is distinct from p.officer_id
      and not coalesce(a.login = any (p.officers), false) as is_foreign,
      jsonb_build_object('foreign_patrol', jsonb_build_object('startedBy', p.officer_id)) as reason
    from patrol p
    join report r on r.patrol_id = p.id
    left join account a on a.id = r.officer_id
    where p.id = any (subjects)
    order by r.id
    for update of r
  )
  update report r
  set flags = array_remove(r.flags, 'foreign_patrol') || case when judged.is_foreign then array['foreign_patrol']
    else '{}' end,
    flag_reasons = (r.flag_reasons - 'foreign_patrol') || case when judged.is_foreign then judged.reason else '{}' end
  from judged
  where r.id = judged.id and judged.is_foreign <> ('foreign_patrol' = any (r.flags));
$$;

create or replace function flag_foreign_reports(subject uuid) returns void language sql as $$
  select flag_foreign_reports(array[subject])
$$;
