-- How far a gateway's clock is off, from the times between measuring and receiving in the last three hours that it sent
-- in, of a week. What is measured in our future counts when more than one of the gateway's terminals says so, or its
-- only one twice: a single terminal may have a clock of its own.
-- Columns: skew_ms (behind is positive; the median of the latest hour, null when nothing counts), standing; no row when
-- nothing is known:
--   ahead: by 5 minutes or more, so that what it measures is refused as being in the future;
--   behind: by half an hour or more, and by the same, give or take a quarter, in all three hours: a backlog shrinks,
--     a wrong clock doesn't;
--   right: everything else.
drop function if exists gateway_clock(timestamptz);
create or replace function gateway_clock(gateway text, at timestamptz) returns table (skew_ms bigint, standing text)
  language sql stable as $$
  with latest as (
    select h.lags_ms, h.future_sensors, row_number() over (order by h.hour desc) as n
    from gateway_hour h
    where h.gateway_id = gateway and h.hour > at - interval '7 days' and h.hour <= at and h.lags_ms <> '{}'
    order by h.hour desc limit 3
  ), hour as (
    -- of two the later: of a good and a bad one the good
    select l.n, lags.sorted[cardinality(lags.sorted) / 2 + 1] as median
    from latest l
    cross join lateral (
      select cardinality(l.future_sensors)
          >= least(2, (select count(*) from sensor s where s.gateway_id = gateway and s.disabled_at is null))
        and (cardinality(l.future_sensors) > 1 or (select count(*) > 1 from unnest(l.lags_ms) lag
          where lag <= -300000)) as is_ahead
    ) future
    cross join lateral (
      select array_agg(lag order by lag) as sorted from unnest(l.lags_ms) lag where lag > -300000 or future.is_ahead
    ) lags
  )
  select max(h.median) filter (where h.n = 1), case
    when max(h.median) filter (where h.n = 1) <= -300000 then 'ahead'
    when count(h.median) = 3 and min(h.median) >= 1800000 and max(h.median) - min(h.median) <= 900000 then 'behind'
    else 'right' end
  from hour h
  having count(*) > 0
$$;
