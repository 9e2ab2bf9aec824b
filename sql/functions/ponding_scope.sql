-- What has to be looked at when readings of sections changed from a time on. A reading can change what its two
-- predecessors meant (a jump is judged by the next), and events that closed up to an hour before.
-- Columns: section_code; events_from: events closed before stay as they are; readings_from: the readings that tell the
-- others.
create or replace function ponding_scope(sections text[], changed_from timestamptz[])
  returns table (section_code text, events_from timestamptz, readings_from timestamptz) language sql stable as $$
  select dirty.section_code, touched.at - interval '1 hour',
    least(touched.at, (
      select min(e.opened_at) from ponding_event e
      where e.section_code = dirty.section_code and e.merged_into is null and e.withdrawn_at is null
        and (e.closed_at is null or e.closed_at >= touched.at - interval '1 hour')))
  from unnest(sections, changed_from) as dirty (section_code, changed_from)
  cross join lateral (
    select least(dirty.changed_from, min(before.observed_at)) as at
    from sensor_place p
    cross join lateral (
      select r.observed_at from reading r
      where r.sensor_id = p.sensor_id and r.observed_at < dirty.changed_from
        and r.observed_at >= dirty.changed_from - interval '1 day'
      order by r.observed_at desc offset 1 limit 1
    ) before
    where p.section_code = dirty.section_code
  ) touched
$$;
