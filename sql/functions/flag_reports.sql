-- The flags that follow from other records: far_from_track, impossible_speed, repeated_position, reused_photo,
-- photo_elsewhere, photo_damaged. Each is a function of what is stored, so that the order in which reports, tracks and
-- photos arrive does not matter: whatever arrives has the reports judged again that it touches. Who enters a call was
-- not at its place: it has no impossible_speed, no repeated_position. The flags that a report brings itself stay as
-- they are. To be run by judge_reports alone.
-- repeats: how many earlier reports of its officer from the same raw position flag a report, seen from `lookback` to
-- `apart` before it.
create or replace function flag_reports(touched uuid[], repeats integer, apart interval, lookback interval) returns void
  language sql as $$
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
        st_distance(b.position::geography,
          s.position::geography) - coalesce(b.accuracy_metres, 0) - coalesce(s.accuracy_metres, 0) as metres
      from report b
      where b.officer_id = s.officer_id and (b.observed_at, b.id) < (s.observed_at, s.id)
        and b.observed_at > s.observed_at - interval '6 hours' and not 'time_skew' = any(b.flags)
      order by b.observed_at desc, b.id desc
      limit 1
    ) way
    where way.metres > 1000 and way.metres > way.seconds * 150 / 3.6 and not 'time_skew' = any(s.flags)
      and s.source <> 'hotline'
    union all
    -- A satellite fix scatters by metres, so one that comes back to the last of five decimals or more was not fixed
    -- anew.
    select s.id, 'repeated_position', jsonb_build_object(
      'report', (array_agg(b.id order by b.observed_at desc, b.id desc))[1],
      'seconds', round(extract(epoch from s.observed_at - max(b.observed_at))))
    from subject s
    cross join lateral (
      select b.id, b.observed_at
      from report b
      where b.officer_id = s.officer_id and b.raw_lon = s.raw_lon and b.raw_lat = s.raw_lat
        and b.coord_system = s.coord_system
        and b.facility_id is null and b.observed_at between s.observed_at - lookback and s.observed_at - apart
      order by b.observed_at desc, b.id desc
      limit repeats
    ) b
    where s.facility_id is null and not 'time_skew' = any(s.flags) and s.source <> 'hotline'
      and (round(s.raw_lon::numeric, 4) <> s.raw_lon::numeric or round(s.raw_lat::numeric, 4) <> s.raw_lat::numeric)
    group by s.id, s.observed_at
    having count(*) = repeats
    union all
    -- The same picture, or one that differs in up to three bits, in an earlier report: of another reporter, or half an
    -- hour before. One officer may show two problems on one picture.
    select s.id, 'reused_photo', jsonb_build_object('photo', encode(a.sha256, 'hex'), 'report', earlier.report_id,
      'differingBits', earlier.bits)
    from subject s
    join attachment a on a.subject_id = s.id
    join photo p on p.sha256 = a.sha256
    cross join lateral (
      select o.report_id, o.observed_at, alike.bits
      from looks_of(s.source, p.sha256, p.perceptual_hash) own
      cross join looks_alike(own) alike
      cross join lateral (
        select l.report_id, l.observed_at
        from report_look l
        where l.look = alike.look and (l.observed_at, l.report_id) < (s.observed_at, s.id)
          and (l.reporter is distinct from coalesce(s.officer_id::text, s.gateway_id)
            or l.observed_at < s.observed_at - interval '30 minutes')
        order by l.observed_at, l.report_id
        limit 1
      ) o
      order by alike.bits, o.observed_at, o.report_id
      limit 1
    ) earlier
    union all
    select s.id, 'reused_photo', jsonb_build_object('photo', encode(p.sha256, 'hex'), 'takenAt', city_time(p.taken_at))
    from subject s
    join attachment a on a.subject_id = s.id
    join photo p on p.sha256 = a.sha256
    where p.taken_at < s.observed_at - interval '24 hours' and not 'time_skew' = any(s.flags)
    union all
    -- By its own EXIF the picture was taken over 1 km from the report's place; phones that write GCJ-02 there are up to
    -- 700 m off.
    select s.id, 'photo_elsewhere', jsonb_build_object(
      'photo', encode(farthest.sha256, 'hex'), 'metres', round(farthest.metres))
    from subject s
    cross join lateral (
      select p.sha256, st_distance(p.position::geography, s.position::geography) as metres
      from attachment a
      join photo p on p.sha256 = a.sha256
      where a.subject_id = s.id and p.position is not null
      order by metres desc, p.sha256
      limit 1
    ) farthest
    where farthest.metres > 1000 + coalesce(s.accuracy_metres, 0)
    union all
    -- The picture breaks off: what the photo should show may be in the part that is missing.
    select s.id, 'photo_damaged', jsonb_build_object('photo', encode(p.sha256, 'hex'))
    from subject s
    join attachment a on a.subject_id = s.id
    join photo p on p.sha256 = a.sha256
    where p.is_damaged
  ), reason as (
    select distinct on (id, flag) id, flag, reason from found order by id, flag, reason
  ), judged as (
    select s.id,
      array(
        select f from unnest(s.flags) f
        where f <> all (
          '{far_from_track,impossible_speed,repeated_position,reused_photo,photo_elsewhere,photo_damaged}'))
        || coalesce(array_agg(reason.flag order by reason.flag) filter (where reason.flag is not null), '{}') as flags,
      s.flag_reasons
        - '{far_from_track,impossible_speed,repeated_position,reused_photo,photo_elsewhere,photo_damaged}'::text[]
        || coalesce(jsonb_object_agg(reason.flag, reason.reason) filter (where reason.flag is not null), '{}')
        as reasons
    from subject s
    left join reason on reason.id = s.id
    group by s.id, s.flags, s.flag_reasons
  )
  update report r set flags = judged.flags, flag_reasons = judged.reasons
  from judged
  where r.id = judged.id and (r.flags, r.flag_reasons) is distinct from (judged.flags, judged.reasons)
$$;
