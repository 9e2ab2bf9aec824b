-- Keeps what a sensor's readings in a span are flagged for.
-- $1 sensor_id  $2 from  $3 to  $4 observed_at[]  $5 flags[]
with kept as (
  insert into reading_flag as f (sensor_id, observed_at, flags)
  select $1, k.observed_at, k.flags from unnest($4, $5) as k (observed_at, flags)
  on conflict on constraint reading_flag_pk do update set flags = excluded.flags where f.flags <> excluded.flags
)
delete from reading_flag where sensor_id = $1 and observed_at between $2 and $3 and observed_at <> all ($4)
