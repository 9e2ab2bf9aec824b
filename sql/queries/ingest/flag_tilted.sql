-- Flags readings whose sensor hangs askew (16, tilted), beside what else they are flagged for.
-- $1 sensor_id[]  $2 observed_at[]
insert into reading_flag as f (sensor_id, observed_at, flags)
select distinct t.sensor_id, t.observed_at, 16 from unnest($1, $2) as t (sensor_id, observed_at)
order by t.sensor_id, t.observed_at
on conflict on constraint reading_flag_pk do update set flags = f.flags | 16 where (f.flags & 16) = 0
