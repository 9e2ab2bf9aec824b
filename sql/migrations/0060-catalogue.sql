-- Figures find their days by these.
create index case_file_reported_day on case_file (city_day(reported_at));
create index case_file_dispatched_day on case_file (city_day(dispatched_at));
create index case_file_handled_day on case_file (city_day(handled_at));
create index case_file_transferred_day on case_file (city_day(transferred_at)) where transferred_at is not null;
create index case_clock_deadline_day on case_clock (city_day(deadline));
create index case_event_counted_day on case_event (action, city_day(at)) where action in ('reject', 'rework', 'extend', 'suspend');
create index ponding_event_day on ponding_event (city_day(opened_at)) where merged_into is null and withdrawn_at is null;
create index ponding_alarm_day on ponding_alarm (city_day(raised_at));
create index facility_day on facility (city_day(created_at));

-- When a day was last counted: its place in the order of the rollups. A closed month was frozen at some roll; its days with
-- a later one have changed since.
create sequence rolled_day_roll;
create table rolled_day (
  day date constraint rolled_day_pk primary key,
  roll bigint not null
);
insert into rolled_day select day, 0 from (select distinct day from daily_figure) d;

-- What a revision was frozen with: the roll that it saw, the facts of each metric and day by their hash, and the settings
-- that the figures stand on. Revisions from before this know none of them.
alter table bulletin_revision
  add column roll bigint,
  add column facts jsonb,
  add column settings jsonb,
  add column causes jsonb not null default '[]';
