-- The clock of a case as it stands at an instant; no row for a case that was not handed to anybody yet.
-- parameters: @case uuid, @at timestamptz
-- columns: as ClockRow in Features/Cases/Clocks/ReadClock.cs
select k.condition_id, f.condition, k.started_at, k.limit_amount, k.limit_unit, k.extensions::integer as extensions,
  k.suspended_at,
  k.stopped_at, k.warn_at, k.deadline, deadline_state(k.deadline, k.warn_at, k.stopped_at,
    k.suspended_at, @at) as state,
  case when k.deadline is null then null
    else (counted_seconds(coalesce(k.stopped_at, @at), k.deadline, runs_on_working_time(k.limit_unit))
      - counted_seconds(k.deadline, coalesce(k.stopped_at, @at),
        runs_on_working_time(k.limit_unit))) / 60 end as remaining_minutes,
  k.suspended_until, k.appeal,
  coalesce(deadline_is_provisional(k.deadline, k.limit_unit), false) as deadline_is_provisional
from case_clock k
left join filing_condition f on f.id = k.condition_id
where k.case_id = @case
