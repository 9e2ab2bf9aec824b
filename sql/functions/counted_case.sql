-- The cases that figures count: neither merged into another nor cancelled.
-- late: handled, or still open, after its deadline (as of now, for those still open). exempt: it was late and its appeal was
-- granted; an indicator of timeliness leaves it out of its numerator of failures, the record keeps late. extensions: of the clock
-- that the deadline is of.
create or replace view counted_case as
  select
    c.id, c.number, c.source, c.source_id, c.category_code, c.organisation_code, c.town_code, c.facility_id, c.position, c.status,
    c.reported_at, c.filed_at, c.dispatched_at, c.handled_at, c.closed_at, c.rectified_on_site, c.transferred_at,
    k.organisation_code as clock_organisation_code, k.started_at as clock_started_at, k.deadline, k.stopped_at, k.suspended_at,
    k.extensions - k.extensions_before as extensions, coalesce(k.stopped_at, now()) > k.deadline as late, k.appeal is not distinct from 'granted' as exempt
  from case_file c
  left join case_clock k on k.case_id = c.id
  where c.merged_into is null and c.status <> 'cancelled';
