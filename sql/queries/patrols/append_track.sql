-- Appends positions to a patrol's track; a time that is there already is left as it is, and so is one that the device
-- said
-- before: a clock that is put right comes out a little different at each try.
-- Parameters: patrol, received_at; observed_at[], said[] (by the device, where observed_at is not that), lon[], lat[]
--   (degrees, WGS84), accuracy[] (metres, may hold nulls), mocked[].
insert into patrol_position (
  patrol_id, observed_at, device_observed_at, position, accuracy_metres, is_mocked, received_at)
select @patrol, fix.observed_at, fix.said, st_setsrid(st_makepoint(fix.lon, fix.lat), 4326), fix.accuracy, fix.mocked,
  @received_at
from unnest(@observed_at, @said, @lon, @lat, @accuracy, @mocked)
  as fix (observed_at, said, lon, lat, accuracy, mocked)
where fix.said is null
  or fix.said not in (
    select p.device_observed_at from patrol_position p
    where p.patrol_id = @patrol and p.device_observed_at is not null)
on conflict on constraint patrol_position_pk do nothing
