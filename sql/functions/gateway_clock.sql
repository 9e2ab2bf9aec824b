-- How far a gateway's clock is off, from the least time between measuring and receiving in the last three hours that it sent in, of a week.
-- Columns: skew_ms (behind is positive; of the latest hour), standing; no row when nothing is known:
--   ahead: by 5 minutes or more, so that what it measures is refused as being in the future, and with two of its sensors (or its only one),
--     since a single terminal may have a clock of its own;
--   behind: by half an hour or more, and by the same, give or take a quarter, in all three hours: a backlog shrinks, a wrong clock doesn't;
--   right: everything else.
drop function if exists gateway_clock(timestamptz);
create or replace function gateway_clock(gateway text, at timestamptz) returns table (skew_ms bigint, standing text)
  language sql stable as $$
  with latest as (
    select h.least_lag_ms, h.future_sensors, row_number() over (order by h.hour desc) as n
    from gateway_hour h
    where h.gateway_id = gateway and h.hour > at - interval '7 days' and h.hour <= at and h.least_lag_ms is not null
    order by h.hour desc limit 3
  )
  select max(l.least_lag_ms) filter (where l.n = 1), case
    when max(l.least_lag_ms) filter (where l.n = 1) <= -300000
      and max(cardinality(l.future_sensors)) filter (where l.n = 1)
        >= least(2, (select count(*) from sensor s where s.gateway_id = gateway and s.disabled_at is null)) then 'ahead'
    when count(*) = 3 and min(l.least_lag_ms) >= 1800000 and max(l.least_lag_ms) - min(l.least_lag_ms) <= 900000 then 'behind'
    else 'right' end
  from latest l
  having count(*) > 0
$$;
