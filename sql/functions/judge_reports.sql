-- The reports whose flags may follow from reports and photos that have just arrived: they themselves, the officer's
-- next one and those from the same place, and later ones with a picture alike.
create or replace function reports_touched(reports uuid[], photos bytea[], lookback interval) returns uuid[]
  language sql stable as $$
  with arrived as materialized (
    select id from unnest(reports) id
    union
    select subject_id from attachment where sha256 = any (photos)
  ), seen as materialized (
    select r.* from report r join arrived using (id)
  ), first_shown as materialized (
    select look, min(s.observed_at) as observed_at
    from seen s
    join attachment a on a.subject_id = s.id
    join photo p on p.sha256 = a.sha256
    cross join looks_of(s.source, p.sha256, p.perceptual_hash) look
    group by look
  )
  select array(
    select id from seen
    union
    select next.id
    from seen s
    cross join lateral (
      select n.id
      from report n
      where n.officer_id = s.officer_id and (n.observed_at, n.id) > (s.observed_at, s.id)
        and n.observed_at < s.observed_at + interval '6 hours' and not 'time_skew' = any(n.flags)
      order by n.observed_at, n.id
      limit 1
    ) next
    union
    select n.id
    from seen s
    join report n on n.officer_id = s.officer_id and n.raw_lon = s.raw_lon and n.raw_lat = s.raw_lat
      and n.facility_id is null
      and n.observed_at > s.observed_at and n.observed_at <= s.observed_at + lookback
    union
    select l.report_id
    from first_shown
    cross join looks_alike(first_shown.look) alike
    join report_look l on l.look = alike.look and l.observed_at >= first_shown.observed_at
  )
$$;

-- Judges what up to `most` arrivals touch; returns how many arrivals that were. One at a time works, over all
-- processes: whoever waits for the lock sees what the one before it saw and what has been committed since, so two
-- arrivals at once cannot miss each other. The last three parameters are flag_reports'.
create or replace function judge_reports(most integer, repeats integer, apart interval, lookback interval)
returns integer language plpgsql set jit = off as $$
declare
  arrivals integer;
  reports uuid[];
  photos bytea[];
  along uuid[];
begin
  perform pg_advisory_xact_lock(hashtextextended('reports: judge', 0));
  with taken as (
    delete from flag_prompt where ctid = any (array(select ctid from flag_prompt limit most)) returning *
  )
  select count(*), array_agg(t.report_id) filter (where t.report_id is not null),
    array_agg(t.sha256) filter (where t.sha256 is not null),
    array(
      select r.id
      from taken track
      join report r on r.patrol_id = track.patrol_id
        and r.observed_at
          between track.observed_from - interval '10 minutes' and track.observed_to + interval '10 minutes')
  into arrivals, reports, photos, along
  from taken t;
  if arrivals > 0 then
    perform note_looks(reports, photos);
    perform flag_reports(reports_touched(reports, photos, lookback) || along, repeats, apart, lookback);
  end if;
  return arrivals;
end $$;
