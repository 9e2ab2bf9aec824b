-- Keeps what sensors' readings in spans of time are flagged for. Tilted (16) is the committer's to say (flag_tilted.sql), and stays.
-- $1 sensor_id[]  $2 from  $3 to[] (of each sensor)  $4 sensor_id[]  $5 observed_at[]  $6 flags[] (of each flagged reading)
with kept as (
  insert into reading_flag as f (sensor_id, observed_at, flags)
  select k.sensor_id, k.observed_at, k.flags from unnest($4, $5, $6) as k (sensor_id, observed_at, flags)
  on conflict on constraint reading_flag_pk do update set flags = excluded.flags | (f.flags & 16)
    where f.flags <> (excluded.flags | (f.flags & 16))
), cleared as (
  select f.sensor_id, f.observed_at
  from unnest($1, $3) as judged (sensor_id, until)
  join reading_flag f on f.sensor_id = judged.sensor_id and f.observed_at between $2 and judged.until and f.flags <> 16
  where not exists (select from unnest($4, $5) as k (sensor_id, observed_at) where k.sensor_id = f.sensor_id and k.observed_at = f.observed_at)
), faded as (
  delete from reading_flag f using cleared c where f.sensor_id = c.sensor_id and f.observed_at = c.observed_at and (f.flags & 16) = 0
)
update reading_flag f set flags = 16
from cleared c where f.sensor_id = c.sensor_id and f.observed_at = c.observed_at and (f.flags & 16) <> 0
