-- Flags readings for what the ingest knows (16 tilted, 32 backfill), beside what else they are flagged for.
-- $1 sensor_id[]  $2 observed_at[]  $3 flags[]  $4 whether all of them are new: a repeat that comes late does not make
-- the reading late that came in time.
insert into reading_flag as f (sensor_id, observed_at, flags)
select t.sensor_id, t.observed_at, bit_or(t.flags) from unnest($1, $2, $3) as t (sensor_id, observed_at, flags)
where t.flags <> 32 or $4
  or not exists (select from reading r where r.sensor_id = t.sensor_id and r.observed_at = t.observed_at)
group by t.sensor_id, t.observed_at
order by t.sensor_id, t.observed_at
on conflict on constraint reading_flag_pk do update set flags = f.flags | excluded.flags
where (f.flags & excluded.flags) <> excluded.flags
