-- Makes reading's monthly partitions (months of Asia/Shanghai) from the month before `at` to `ahead` months after it,
-- and one for every month that readings in reading_default belong to; moves those out of it. Returns the names made.
-- Safe to run twice and at once. Writers to reading_default wait while it runs; other partitions are not touched.
create or replace function make_reading_partitions(at timestamptz, ahead integer) returns setof text
  language plpgsql as $$
declare
  month date;
  partition text;
  from_at timestamptz;
  to_at timestamptz;
begin
  perform pg_advisory_xact_lock(hashtext('make_reading_partitions'));
  for month in
    select date_trunc('month', city_day(at))::date + make_interval(months => m) from generate_series(-1, ahead) m
    union
    select date_trunc('month', city_day(observed_at))::date from reading_default
    order by 1
  loop
    partition := format('reading_%s', to_char(month, 'YYYY_MM'));
    continue when to_regclass(partition) is not null;
    from_at := month::timestamp at time zone 'Asia/Shanghai';
    to_at := (month + interval '1 month') at time zone 'Asia/Shanghai';
    lock table reading_default in access exclusive mode;
    execute format('create table %I (like reading including all)', partition);
    execute format('
      with strays as (delete from reading_default where observed_at >= %L and observed_at < %L returning *)
      insert into %I select * from strays', from_at, to_at, partition);
    execute format('alter table reading attach partition %I for values from (%L) to (%L)', partition, from_at, to_at);
    return next partition;
  end loop;
end $$;
