-- The minutes of an event by the city day on which they passed, so that a month has its own; they come to those of the event.
create table ponding_event_minutes (
  event_id uuid not null constraint ponding_event_minutes_event_exists references ponding_event on delete cascade,
  spent_on date not null,
  minutes_blue double precision not null,
  minutes_yellow double precision not null,
  minutes_orange double precision not null,
  minutes_red double precision not null,
  minutes_power_risk double precision not null,
  constraint ponding_event_minutes_pk primary key (event_id, spent_on)
);
create index ponding_event_minutes_spent_on on ponding_event_minutes (spent_on);

-- Events from before: one that lay within a day has its minutes there, the others have them by each day's share of the water's time.
insert into ponding_event_minutes
select e.id, d.day, share * e.minutes_blue, share * e.minutes_yellow, share * e.minutes_orange, share * e.minutes_red, share * e.minutes_power_risk
from ponding_event e
cross join lateral (select greatest(coalesce(e.ended_at, e.last_at), e.opened_at + interval '1 second') as until) wet
cross join lateral generate_series(city_day(e.opened_at), city_day(wet.until), interval '1 day') g (at)
cross join lateral (select g.at::date as day) d
cross join lateral (select extract(epoch from least(wet.until, (d.day + 1)::timestamp at time zone 'Asia/Shanghai')
    - greatest(e.opened_at, d.day::timestamp at time zone 'Asia/Shanghai')) / extract(epoch from wet.until - e.opened_at) as share) s
where e.merged_into is null and e.withdrawn_at is null and share > 0;
