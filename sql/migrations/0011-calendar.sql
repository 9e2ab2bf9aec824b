-- The working calendar and the clocks of cases.

-- Days that are not what their weekday says: holidays, and weekend days worked in exchange (调休). A day that is not here is
-- worked from Monday to Friday.
create table calendar_day (
  day date constraint calendar_day_pk primary key,
  is_working boolean not null,
  note text,
  source text,
  changed_at timestamptz not null default now(),
  changed_by uuid constraint calendar_day_changed_by_exists references account
);

-- The hours of a working day from a date on, until the next row's date. A multirange cannot overlap itself.
create type timerange as range (subtype = time, multirange_type_name = timemultirange);
create table working_hours (
  valid_from date constraint working_hours_pk primary key,
  periods timemultirange not null constraint working_hours_not_empty check (not isempty(periods)),
  changed_at timestamptz not null default now(),
  changed_by uuid constraint working_hours_changed_by_exists references account
);
insert into working_hours (valid_from, periods) values ('2000-01-01', '{[08:30,12:00),[14:00,17:30)}');

-- The State Council's notices on holidays. first and last day, off or worked, name:
--   2023: 国办发明电〔2022〕16号, 2022-12-08     2024: 国办发明电〔2023〕7号, 2023-10-25
--   2025: 国办发明电〔2024〕12号, 2024-11-12     2026: 国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04
insert into calendar_day (day, is_working, note, source)
select span.first_day + n, span.is_working, span.note,
  '国务院办公厅关于' || span.year || '年部分节假日安排的通知'
from (values
  (2023, date '2022-12-31', date '2023-01-02', false, '元旦'),
  (2023, '2023-01-21', '2023-01-27', false, '春节'),
  (2023, '2023-01-28', '2023-01-29', true, '春节调休'),
  (2023, '2023-04-05', '2023-04-05', false, '清明节'),
  (2023, '2023-04-23', '2023-04-23', true, '劳动节调休'),
  (2023, '2023-04-29', '2023-05-03', false, '劳动节'),
  (2023, '2023-05-06', '2023-05-06', true, '劳动节调休'),
  (2023, '2023-06-22', '2023-06-24', false, '端午节'),
  (2023, '2023-06-25', '2023-06-25', true, '端午节调休'),
  (2023, '2023-09-29', '2023-10-06', false, '中秋节、国庆节'),
  (2023, '2023-10-07', '2023-10-08', true, '国庆节调休'),
  (2024, '2024-01-01', '2024-01-01', false, '元旦'),
  (2024, '2024-02-04', '2024-02-04', true, '春节调休'),
  (2024, '2024-02-10', '2024-02-17', false, '春节'),
  (2024, '2024-02-18', '2024-02-18', true, '春节调休'),
  (2024, '2024-04-04', '2024-04-06', false, '清明节'),
  (2024, '2024-04-07', '2024-04-07', true, '清明节调休'),
  (2024, '2024-04-28', '2024-04-28', true, '劳动节调休'),
  (2024, '2024-05-01', '2024-05-05', false, '劳动节'),
  (2024, '2024-05-11', '2024-05-11', true, '劳动节调休'),
  (2024, '2024-06-10', '2024-06-10', false, '端午节'),
  (2024, '2024-09-14', '2024-09-14', true, '中秋节调休'),
  (2024, '2024-09-15', '2024-09-17', false, '中秋节'),
  (2024, '2024-09-29', '2024-09-29', true, '国庆节调休'),
  (2024, '2024-10-01', '2024-10-07', false, '国庆节'),
  (2024, '2024-10-12', '2024-10-12', true, '国庆节调休'),
  (2025, '2025-01-01', '2025-01-01', false, '元旦'),
  (2025, '2025-01-26', '2025-01-26', true, '春节调休'),
  (2025, '2025-01-28', '2025-02-04', false, '春节'),
  (2025, '2025-02-08', '2025-02-08', true, '春节调休'),
  (2025, '2025-04-04', '2025-04-06', false, '清明节'),
  (2025, '2025-04-27', '2025-04-27', true, '劳动节调休'),
  (2025, '2025-05-01', '2025-05-05', false, '劳动节'),
  (2025, '2025-05-31', '2025-06-02', false, '端午节'),
  (2025, '2025-09-28', '2025-09-28', true, '国庆节调休'),
  (2025, '2025-10-01', '2025-10-08', false, '国庆节、中秋节'),
  (2025, '2025-10-11', '2025-10-11', true, '国庆节调休'),
  (2026, '2026-01-01', '2026-01-03', false, '元旦'),
  (2026, '2026-01-04', '2026-01-04', true, '元旦调休'),
  (2026, '2026-02-14', '2026-02-14', true, '春节调休'),
  (2026, '2026-02-15', '2026-02-23', false, '春节'),
  (2026, '2026-02-28', '2026-02-28', true, '春节调休'),
  (2026, '2026-04-04', '2026-04-06', false, '清明节'),
  (2026, '2026-05-01', '2026-05-05', false, '劳动节'),
  (2026, '2026-05-09', '2026-05-09', true, '劳动节调休'),
  (2026, '2026-06-19', '2026-06-21', false, '端午节'),
  (2026, '2026-09-20', '2026-09-20', true, '国庆节调休'),
  (2026, '2026-09-25', '2026-09-27', false, '中秋节'),
  (2026, '2026-10-01', '2026-10-07', false, '国庆节'),
  (2026, '2026-10-10', '2026-10-10', true, '国庆节调休')
) span (year, first_day, last_day, is_working, note),
  generate_series(0, span.last_day - span.first_day) n;

-- What the clock of a case runs on; follows the case's log (sql/functions/case_clock.sql), so nothing else writes it. Kept
-- beside case_file and not in it: its rows are narrow and a step that stops a clock leaves the case's many indexes alone.
create table case_clock (
  case_id uuid constraint case_clock_pk primary key constraint case_clock_case_exists references case_file,
  condition_id uuid constraint case_clock_condition_exists references filing_condition on delete set null,
  organisation_code text not null,
  started_at timestamptz not null,
  limit_amount numeric(7, 2),
  limit_unit text,
  extensions smallint not null default 0 constraint case_clock_extended_twice_at_most check (extensions <= 2),
  suspensions smallint not null default 0 constraint case_clock_suspended_once_at_most check (suspensions <= 1),
  suspended_at timestamptz,
  pauses tstzmultirange not null default '{}',
  stopped_at timestamptz,
  warn_at timestamptz,
  deadline timestamptz,
  constraint case_clock_limit_is_whole check ((limit_amount is null) = (limit_unit is null)),
  constraint case_clock_limit_unit_known check (limit_unit in ('urgent_hour', 'working_hour', 'working_day', 'natural_day')),
  constraint case_clock_suspended_is_stopped check (suspended_at is null or stopped_at is not null)
);
create index case_clock_running on case_clock (deadline) where stopped_at is null;

insert into case_step (action, from_status, to_status, roles) values
  ('extend', 'pending_handle', 'pending_handle', '{dispatcher,supervisor,admin}'),
  ('extend', 'handling', 'handling', '{dispatcher,supervisor,admin}');
