-- Notes which checks were missed by the end of their days. Of a facility that is gone by then it is no fault of
-- anybody: such a
-- check is skipped, with that reason.
-- Parameters: today, now
with gone as (
  update due_check d
  set skipped_at = @now, skip_reason = 'facility_removed'
  from facility f
  where f.id = d.facility_id and f.status = 'removed' and d.opens_on <= @today
    and d.report_id is null and d.skipped_at is null and d.missed_on is null
  returning d.id
)
update due_check d
set missed_on = d.ends_on + 1
where d.report_id is null and d.skipped_at is null and d.missed_on is null and d.ends_on < @today
  and d.due_on < @today and d.id not in (select g.id from gone g);
