-- The photo itself and those that look like it.
create or replace function photos_alike(photo_sha256 bytea) returns table (sha256 bytea, bits integer) language sql stable as $$
  select photo_sha256, 0
  union all
  select q.sha256, bit_count((q.perceptual_hash # p.perceptual_hash)::bit(64))::integer
  from photo p
  join photo q on q.hash_bands && p.hash_bands and q.sha256 <> p.sha256
  where p.sha256 = photo_sha256 and bit_count((q.perceptual_hash # p.perceptual_hash)::bit(64)) <= 3
$$;

-- What a photo that has just been verified has judged again: the reports that show it or one like it.
create or replace function reports_touched_by_photo(photo_sha256 bytea) returns uuid[] language sql stable as $$
  select array(
    select r.id
    from photos_alike(photo_sha256) alike
    join attachment a on a.sha256 = alike.sha256
    join report r on r.id = a.subject_id
  )
$$;

-- What a report that has just arrived has judged again: itself, the officer's next one, and those that show its photos.
create or replace function reports_touched_by_report(subject uuid) returns uuid[] language sql stable as $$
  select array(
    select subject
    union
    (select n.id
    from report s
    join report n on n.officer_id = s.officer_id and (n.observed_at, n.id) > (s.observed_at, s.id)
      and n.observed_at < s.observed_at + interval '6 hours'
    where s.id = subject
    order by n.observed_at, n.id
    limit 1)
    union
    select unnest(reports_touched_by_photo(a.sha256)) from attachment a where a.subject_id = subject
  )
$$;

-- The flags that follow from other records: far_from_track, impossible_speed, reused_photo. Each is a function of what is stored,
-- so that the order in which reports, tracks and photos arrive does not matter: whatever arrives has the reports judged again
-- that it touches. The flags that a report brings itself stay as they are.
-- Returns the reports whose flags changed.
create or replace function flag_reports(touched uuid[])
returns table (report uuid, flags text[], reasons jsonb) language sql as $$
  with subject as materialized (
    select r.* from report r where r.id = any(touched) order by r.id for update
  ), found as (
    select s.id, 'far_from_track' as flag, jsonb_build_object('metres', round(near.metres)) as reason
    from subject s
    cross join lateral (
      select min(st_distance(p.position::geography, s.position::geography)) as metres
      from patrol_position p
      where p.patrol_id = s.patrol_id
        and p.observed_at between s.observed_at - interval '10 minutes' and s.observed_at + interval '10 minutes'
    ) near
    where near.metres > 300 + coalesce(s.accuracy_metres, 0) and not 'time_skew' = any(s.flags)
    union all
    -- Over 150 km/h and over 1 km from the officer's report before.
    select s.id, 'impossible_speed', jsonb_build_object(
      'report', way.report, 'metres', round(way.metres), 'seconds', round(way.seconds))
    from subject s
    cross join lateral (
      select b.id as report, extract(epoch from s.observed_at - b.observed_at) as seconds,
        st_distance(b.position::geography, s.position::geography) - coalesce(b.accuracy_metres, 0) - coalesce(s.accuracy_metres, 0) as metres
      from report b
      where b.officer_id = s.officer_id and (b.observed_at, b.id) < (s.observed_at, s.id)
        and b.observed_at > s.observed_at - interval '6 hours' and not 'time_skew' = any(b.flags)
      order by b.observed_at desc, b.id desc
      limit 1
    ) way
    where way.metres > 1000 and way.metres > way.seconds * 150 / 3.6 and not 'time_skew' = any(s.flags)
    union all
    -- The same picture, or one that differs in up to three bits, in an earlier report: of another reporter, or half an hour
    -- before. One officer may show two problems on one picture.
    select s.id, 'reused_photo', jsonb_build_object('photo', encode(a.sha256, 'hex'), 'report', earlier.id, 'differingBits', earlier.bits)
    from subject s
    join attachment a on a.subject_id = s.id
    join photo p on p.sha256 = a.sha256
    cross join lateral (
      select o.id, alike.bits
      from photos_alike(p.sha256) alike
      join attachment b on b.sha256 = alike.sha256
      join report o on o.id = b.subject_id
      where (o.observed_at, o.id) < (s.observed_at, s.id)
        and ((o.officer_id, o.gateway_id) is distinct from (s.officer_id, s.gateway_id) or o.observed_at < s.observed_at - interval '30 minutes')
      order by alike.bits, o.observed_at, o.id
      limit 1
    ) earlier
    union all
    select s.id, 'reused_photo', jsonb_build_object('photo', encode(p.sha256, 'hex'), 'takenAt', city_time(p.taken_at))
    from subject s
    join attachment a on a.subject_id = s.id
    join photo p on p.sha256 = a.sha256
    where p.taken_at < s.observed_at - interval '24 hours' and not 'time_skew' = any(s.flags)
  ), reason as (
    select distinct on (id, flag) id, flag, reason from found order by id, flag, reason
  ), judged as (
    select s.id,
      array(select f from unnest(s.flags) f where f not in ('far_from_track', 'impossible_speed', 'reused_photo'))
        || coalesce(array_agg(reason.flag order by reason.flag) filter (where reason.flag is not null), '{}') as flags,
      s.flag_reasons - array['far_from_track', 'impossible_speed', 'reused_photo']
        || coalesce(jsonb_object_agg(reason.flag, reason.reason) filter (where reason.flag is not null), '{}') as reasons
    from subject s
    left join reason on reason.id = s.id
    group by s.id, s.flags, s.flag_reasons
  )
  update report r set flags = judged.flags, flag_reasons = judged.reasons
  from judged
  where r.id = judged.id and (r.flags, r.flag_reasons) is distinct from (judged.flags, judged.reasons)
  returning r.id, r.flags, r.flag_reasons
$$;
