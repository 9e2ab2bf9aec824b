-- The working calendar as time: how much of it lies between two instants, and when so much of it will have passed. Days
-- and hours are the city's (Asia/Shanghai); amounts are exact seconds, never intervals of days, so that no session's
-- time zone or summer time can move a deadline. What a step of a case runs is plpgsql with generic plans, which are
-- made once a
-- session: planning costs ten times what these queries cost.

-- opens, closes: every stretch of working time from one day to another, both included, in no order. Not strict, to be
-- inlined.
create or replace function working_spans(first_day date, last_day date)
  returns table (opens timestamptz, closes timestamptz)
  language sql stable as $$
  select (d.day + lower(period)) at time zone 'Asia/Shanghai', (d.day + upper(period)) at time zone 'Asia/Shanghai'
  from (select first_day + n as day from generate_series(0, last_day - first_day) n) d
  left join calendar_day c on c.day = d.day
  cross join lateral (select h.periods from working_hours h where h.valid_from <= d.day order by h.valid_from desc
    limit 1) h
  cross join lateral unnest(h.periods) period
  where coalesce(c.is_working, extract(isodow from d.day) <= 5)
$$;

create or replace function is_working_day(day date) returns boolean
  language sql stable strict as $$
  select exists (select from working_spans(day, day))
$$;

-- Seconds from one instant to another that count: those of the working calendar, or all of them.
create or replace function counted_seconds(starts timestamptz, ends timestamptz, working_time boolean) returns numeric
  language plpgsql stable strict set plan_cache_mode = force_generic_plan as $$
begin
  if not working_time then
    return greatest(extract(epoch from ends) - extract(epoch from starts), 0);
  end if;
  return coalesce((
    select sum(extract(epoch from least(s.closes, ends)) - extract(epoch from greatest(s.opens, starts)))
    from working_spans(city_day(starts), city_day(ends)) s
    where s.opens < ends and s.closes > starts), 0);
end $$;

create or replace function working_minutes_between(starts timestamptz, ends timestamptz) returns numeric
  language sql stable strict
  return round(counted_seconds(starts, ends, true) / 60, 6);

-- The first instant at which so many counted seconds have passed. Looks ahead by four days, then by twice as far each
-- time; more than twenty years without them are a calendar gone wrong.
create or replace function instant_after(starts timestamptz, seconds numeric, working_time boolean) returns timestamptz
  language plpgsql stable strict set plan_cache_mode = force_generic_plan as $$
declare
  first_day date := city_day(starts);
  days integer := 4;
  remaining numeric := seconds;
  available numeric;
  span record;
begin
  if not working_time or remaining <= 0 then
    return starts + make_interval(secs => greatest(remaining, 0));
  end if;
  while days < 10000 loop
    for span in select greatest(s.opens, starts) as opens, s.closes
      from working_spans(first_day, first_day + days - 1) s
                where s.closes > starts order by s.opens loop
      available := extract(epoch from span.closes) - extract(epoch from span.opens);
      if available >= remaining then
        return span.opens + make_interval(secs => remaining);
      end if;
      remaining := remaining - available;
    end loop;
    first_day := first_day + days;
    days := days * 2;
  end loop;
  raise exception 'the calendar has no % seconds of working time after %', seconds, starts
    using errcode = 'data_exception';
end $$;

create or replace function runs_on_working_time(unit text) returns boolean
  language sql immutable
  return unit in ('working_hour', 'working_day');

-- A limit in counted seconds. A working day is the working hours of the day on which the clock starts.
create or replace function limit_seconds(amount numeric, unit text, day date) returns numeric
  language plpgsql stable strict as $$
begin
  return amount * case unit
    when 'urgent_hour' then 3600
    when 'working_hour' then 3600
    when 'natural_day' then 86400
    when 'working_day' then (
      select sum(extract(epoch from upper(period)) - extract(epoch from lower(period)))
      from (select h.periods from working_hours h where h.valid_from <= limit_seconds.day order by h.valid_from desc
        limit 1) h,
        unnest(h.periods) period)
  end;
end $$;

-- When a limit that starts to run now ends. units: urgent_hour 紧急工作时, working_hour 工作时, working_day 工作日, natural_day
-- 自然日.
create or replace function deadline_of(starts timestamptz, amount numeric, unit text) returns timestamptz
  language sql stable strict
  return instant_after(starts, limit_seconds(amount, unit, city_day(starts)), runs_on_working_time(unit));
