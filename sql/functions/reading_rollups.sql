-- Readings by hour and by city day. reading_hour and reading_day hold what was summed up; reading_hours and
-- reading_days also see what came since, so whoever reads through them is never behind. Doubtful readings count like
-- the others: they are shown, not dropped.

-- One hour of one sensor, counted from its readings; no row when there are none.
create or replace function count_reading_hour(sensor integer, since timestamptz) returns setof reading_hour
  language sql stable parallel safe as $$
  select sensor, since, count(*)::integer, min(r.depth_mm), max(r.depth_mm),
    (array_agg(r.observed_at order by r.depth_mm desc, r.observed_at))[1], sum(r.depth_mm),
    min(r.observed_at), max(r.observed_at), min(r.battery_mv), min(r.rssi_dbm)
  from reading r
  where r.sensor_id = sensor and r.observed_at >= since and r.observed_at < since + interval '1 hour'
  having count(*) > 0
$$;

-- The hours that begin in [from_at, to_at), right up to the last commit.
create or replace function reading_hours(sensors integer[], from_at timestamptz, to_at timestamptz)
  returns setof reading_hour
  language sql stable parallel safe as $$
  with dirty as materialized (
    select distinct b.sensor_id, b.hour
    from reading_dirty d cross join unnest(d.sensor_id, d.hour) as b (sensor_id, hour)
    where b.sensor_id = any (sensors) and b.hour >= from_at and b.hour < to_at
  )
  select h.* from reading_hour h
  where h.sensor_id = any (sensors) and h.hour >= from_at and h.hour < to_at
    and not exists (select from dirty d where d.sensor_id = h.sensor_id and d.hour = h.hour)
  union all
  select counted.* from dirty d cross join lateral count_reading_hour(d.sensor_id, d.hour) counted
$$;

-- The city days from first_day to last_day, right up to the last commit.
create or replace function reading_days(sensors integer[], first_day date, last_day date) returns setof reading_day
  language sql stable parallel safe as $$
  with dirty as materialized (
    select distinct b.sensor_id, city_day(b.hour) as day
    from reading_dirty d cross join unnest(d.sensor_id, d.hour) as b (sensor_id, hour)
    where b.sensor_id = any (sensors) and city_day(b.hour) between first_day and last_day
  )
  select s.* from reading_day s
  where s.sensor_id = any (sensors) and s.day between first_day and last_day
    and not exists (select from dirty d where d.sensor_id = s.sensor_id and d.day = s.day)
  union all
  select d.sensor_id, d.day, sum(h.readings)::integer, min(h.min_mm), max(h.max_mm),
    (array_agg(h.max_at order by h.max_mm desc, h.max_at))[1], sum(h.sum_mm)::bigint,
    min(h.first_at), max(h.last_at), min(h.min_battery_mv), min(h.min_rssi_dbm)
  from dirty d
  cross join lateral reading_hours(array[d.sensor_id], d.day::timestamp at time zone 'Asia/Shanghai',
    (d.day + 1)::timestamp at time zone 'Asia/Shanghai') h
  group by d.sensor_id, d.day
$$;

-- Sums up the hours, and the days they are in, of up to `most` transactions; returns how many hours that were.
-- Safe to run twice and at once: one at a time works, and what commits meanwhile keeps its own mark.
create or replace function roll_up_readings(most integer) returns integer language plpgsql set jit = off as $$
declare
  sensors integer[];
  hours timestamptz[];
begin
  perform pg_advisory_xact_lock(hashtextextended('readings: roll up', 0));
  with taken as (
    delete from reading_dirty where ctid = any (array(select ctid from reading_dirty limit most)) returning sensor_id,
    hour
  ), bucket as (
    select distinct b.sensor_id, b.hour from taken cross join unnest(taken.sensor_id, taken.hour) as b (sensor_id, hour)
  )
  select array_agg(sensor_id order by sensor_id, hour), array_agg(hour order by sensor_id, hour) into sensors, hours
    from bucket;
  if sensors is null then
    return 0;
  end if;

  -- A later statement sees all that the marks' transactions stored, and perhaps more, whose marks are still there.
  insert into reading_hour
  select counted.* from unnest(sensors, hours) as b (sensor_id, hour)
    cross join lateral count_reading_hour(b.sensor_id, b.hour) counted
  on conflict on constraint reading_hour_pk do update set
    readings = excluded.readings, min_mm = excluded.min_mm, max_mm = excluded.max_mm, max_at = excluded.max_at,
    sum_mm = excluded.sum_mm,
    first_at = excluded.first_at, last_at = excluded.last_at,
    min_battery_mv = excluded.min_battery_mv, min_rssi_dbm = excluded.min_rssi_dbm;

  insert into reading_day
  select b.sensor_id, b.day, sum(h.readings)::integer, min(h.min_mm), max(h.max_mm),
    (array_agg(h.max_at order by h.max_mm desc, h.max_at))[1], sum(h.sum_mm)::bigint,
    min(h.first_at), max(h.last_at), min(h.min_battery_mv), min(h.min_rssi_dbm)
  from (select distinct sensor_id, city_day(hour) as day from unnest(sensors, hours) as x (sensor_id, hour)) b
  join reading_hour h on h.sensor_id = b.sensor_id and h.hour >= b.day::timestamp at time zone 'Asia/Shanghai'
    and h.hour < (b.day + 1)::timestamp at time zone 'Asia/Shanghai'
  group by b.sensor_id, b.day
  on conflict on constraint reading_day_pk do update set
    readings = excluded.readings, min_mm = excluded.min_mm, max_mm = excluded.max_mm, max_at = excluded.max_at,
    sum_mm = excluded.sum_mm,
    first_at = excluded.first_at, last_at = excluded.last_at,
    min_battery_mv = excluded.min_battery_mv, min_rssi_dbm = excluded.min_rssi_dbm;
  return cardinality(sensors);
end $$;
