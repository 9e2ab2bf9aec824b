-- Appends positions to a patrol's track; a time that is there already is left as it is.
-- Parameters: patrol, received_at; observed_at[], lon[], lat[] (degrees, WGS84), accuracy[] (metres, may hold nulls), mocked[].
insert into patrol_position (patrol_id, observed_at, position, accuracy_metres, is_mocked, received_at)
select @patrol, fix.observed_at, st_setsrid(st_makepoint(fix.lon, fix.lat), 4326), fix.accuracy, fix.mocked, @received_at
from unnest(@observed_at, @lon, @lat, @accuracy, @mocked) as fix (observed_at, lon, lat, accuracy, mocked)
on conflict on constraint patrol_position_pk do nothing;
