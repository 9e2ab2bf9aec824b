-- Adds to gateways' hours what they sent. A name that a broker's message made up is not counted. Ordered by key, so
-- that two nodes never wait for each other.
-- Parameters: gateway_id[], hour[] (each pair once), accepted[], duplicates[], rejected[], least_lag_ms[], heard_at[],
--   future_sensors[] (ids with commas between), least_ahead_ms[] (of what was measured in the future), over_quota[],
--   held_ms[]
insert into gateway_hour as g (gateway_id, hour, accepted, duplicates, rejected, lags_ms, heard_at, future_sensors,
  over_quota, held_ms)
select i.gateway_id, i.hour, i.accepted, i.duplicates, i.rejected,
  array_remove(array[i.least_lag_ms, i.least_ahead_ms], null), i.heard_at,
  string_to_array(i.future_sensors, ',')::integer[], i.over_quota, i.held_ms
from unnest(@gateway_id, @hour, @accepted, @duplicates, @rejected, @least_lag_ms, @heard_at, @future_sensors,
    @least_ahead_ms, @over_quota, @held_ms)
  as i (gateway_id, hour, accepted, duplicates, rejected, least_lag_ms, heard_at, future_sensors, least_ahead_ms,
    over_quota, held_ms)
where exists (select from gateway where id = i.gateway_id)
order by i.gateway_id, i.hour
on conflict on constraint gateway_hour_pk do update set
  accepted = g.accepted + excluded.accepted, duplicates = g.duplicates + excluded.duplicates,
  rejected = g.rejected + excluded.rejected,
  over_quota = g.over_quota + excluded.over_quota, held_ms = g.held_ms + excluded.held_ms,
  lags_ms = (excluded.lags_ms || g.lags_ms)[1:60], heard_at = greatest(g.heard_at, excluded.heard_at),
  future_sensors = array(select unnest(g.future_sensors) union select unnest(excluded.future_sensors) order by 1)
