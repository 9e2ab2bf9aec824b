-- Keeps what sensors' readings in spans of time are flagged for. Tilted (16) and backfill (32) are the committer's to
-- say (flag_readings.sql), and stay.
-- Parameters: judged (sensors), from, until (of each); sensors, observed_at, flags (of each flagged reading)
with kept as (
  insert into reading_flag as f (sensor_id, observed_at, flags)
  select k.sensor_id, k.observed_at, k.flags from unnest(@sensors, @observed_at, @flags) as k (sensor_id,
    observed_at, flags)
  on conflict on constraint reading_flag_pk do update set flags = excluded.flags | (f.flags & 48)
    where f.flags <> (excluded.flags | (f.flags & 48))
), cleared as (
  select f.sensor_id, f.observed_at
  from unnest(@judged, @until) as judged (sensor_id, until)
  join reading_flag f on f.sensor_id = judged.sensor_id and f.observed_at between @from and judged.until
    and (f.flags & ~48) <> 0
  where not exists (select from unnest(@sensors, @observed_at) as k (sensor_id, observed_at)
    where k.sensor_id = f.sensor_id and k.observed_at = f.observed_at)
), faded as (
  delete from reading_flag f using cleared c where f.sensor_id = c.sensor_id and f.observed_at = c.observed_at
    and (f.flags & 48) = 0
)
update reading_flag f set flags = f.flags & 48
from cleared c where f.sensor_id = c.sensor_id and f.observed_at = c.observed_at and (f.flags & 48) <> 0
