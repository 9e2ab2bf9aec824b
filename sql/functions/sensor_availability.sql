-- How long sensors were at their places in [from_at, to_at), and how much of that they owed and did not send: of each
-- gap between readings, what goes beyond two of the intervals that hold. After a wet reading (at or over the section's
-- blue) that is the sampling interval under water, else the heartbeat: dry silence is normal. The future is left out.
-- One row per stay at a section. from_at and to_at are whole hours. Sums by hour tell it exactly of hours that stayed
-- dry where two heartbeats are an hour or more, since gaps within one hour are shorter; elsewhere, and where a stay
-- begins or ends within an hour, the readings are asked.
create or replace function sensor_availability(from_at timestamptz, to_at timestamptz, now_at timestamptz)
  returns table (sensor_id integer, section_code text, placed_seconds double precision, silent_seconds double precision,
    readings bigint)
  language sql stable as $$
  with stay as (
    select p.sensor_id, p.section_code, greatest(from_at, p.valid_from, there.since) as since,
      least(to_at, p.valid_to, now_at) as until, s.blue_mm,
      make_interval(mins => 2 * m.heartbeat_minutes) as dry,
      make_interval(mins => 2 * least(m.sample_minutes_wet, m.heartbeat_minutes)) as wet,
      m.heartbeat_minutes >= 30 and (greatest(p.valid_from, there.since) <= from_at
          or date_bin('1 hour', greatest(p.valid_from, there.since), from_at) = greatest(p.valid_from, there.since))
        and (p.valid_to >= least(to_at, now_at) or date_bin('1 hour', p.valid_to, from_at) = p.valid_to) as by_hour
    from sensor_place p join sensor m on m.id = p.sensor_id join section s on s.code = p.section_code
    -- Its first place holds for all the past, but it was not there before it was put up, or its first reading.
    cross join lateral (
      select case when m.created_at > from_at then
        least(m.created_at, (select min(r.observed_at) from reading r where r.sensor_id = m.id
          and r.observed_at < m.created_at)) end as since
    ) there
    where greatest(p.valid_from, coalesce(there.since, '-infinity')) < least(to_at, now_at)
      and p.valid_to > greatest(from_at, coalesce(there.since, '-infinity'))
  ), summed as (
    select s.sensor_id, s.since, s.until, s.blue_mm, s.dry, s.wet, h.hour, h.first_at, h.last_at, h.readings,
      h.max_mm >= s.blue_mm as is_wet
    from reading_hours(array(select distinct stay.sensor_id from stay where stay.by_hour), from_at, to_at) h
    join stay s on s.sensor_id = h.sensor_id and s.by_hour and h.hour >= s.since and h.hour < s.until
  ), asked as (
    select s.sensor_id, s.since, s.until, s.blue_mm, s.dry, s.wet, s.since as asked_from, s.until as asked_to
      from stay s where not s.by_hour
    union all
    select h.sensor_id, h.since, h.until, h.blue_mm, h.dry, h.wet, h.hour, least(h.hour + interval '1 hour', h.until)
      from summed h where h.is_wet
  ), heard as (
    select h.sensor_id, h.since, h.until, h.dry, h.first_at, h.last_at, h.readings, h.dry as allowed from summed h
      where not h.is_wet
    union all
    select a.sensor_id, a.since, a.until, a.dry, r.observed_at, r.observed_at, 1, case
      when r.depth_mm >= a.blue_mm then a.wet else a.dry end
    from asked a join reading r on r.sensor_id = a.sensor_id and r.observed_at >= a.asked_from
      and r.observed_at < a.asked_to
  ), gap as (
    select h.sensor_id, h.since, h.readings,
      greatest(interval '0', h.first_at - lag(h.last_at, 1, h.since) over stays - lag(h.allowed, 1, h.dry) over stays)
        + case when lead(h.first_at) over stays is null then greatest(interval '0', h.until - h.last_at - h.allowed)
          else interval '0' end as silence
    from heard h
    window stays as (partition by h.sensor_id, h.since order by h.first_at)
  ), silent as (
    select g.sensor_id, g.since, sum(g.silence) as silence, sum(g.readings) as readings from gap g group by g.sensor_id,
      g.since
  )
  select s.sensor_id, s.section_code, extract(epoch from s.until - s.since)::double precision,
    extract(epoch from coalesce(silent.silence, s.until - s.since))::double precision,
    coalesce(silent.readings, 0)::bigint
  from stay s left join silent on silent.sensor_id = s.sensor_id and silent.since = s.since
$$;
