-- How far gateways' clocks are off, from the least time between measuring and receiving in the hours that they sent in.
-- Columns: gateway_id, skew_ms (behind is positive; of the latest hour), standing:
--   ahead: by 5 minutes or more; what it measures is refused as being in the future;
--   behind: by half an hour or more, and by the same, give or take a quarter, in its last three hours: a backlog shrinks, a wrong clock doesn't;
--   right: everything else that is known of.
create or replace function gateway_clock(at timestamptz) returns table (gateway_id text, skew_ms bigint, standing text)
  language sql stable as $$
  with latest as (
    select h.gateway_id, h.least_lag_ms, row_number() over (partition by h.gateway_id order by h.hour desc) as n
    from gateway_hour h
    where h.hour > at - interval '7 days' and h.hour <= at and h.least_lag_ms is not null
  )
  select l.gateway_id, max(l.least_lag_ms) filter (where l.n = 1), case
    when max(l.least_lag_ms) filter (where l.n = 1) <= -300000 then 'ahead'
    when count(*) = 3 and min(l.least_lag_ms) >= 1800000 and max(l.least_lag_ms) - min(l.least_lag_ms) <= 900000 then 'behind'
    else 'right' end
  from latest l where l.n <= 3
  group by l.gateway_id
$$;
