-- The cases that figures count: neither merged into another nor cancelled.
-- is_due: its deadline holds. It does not while the case is suspended in time (the day it is due comes with its going
-- on) and between its reopening and the dispatch that starts its clock anew.
-- in_time: handled, and by its deadline where it has one. late: handled after its deadline, or not handled and past it
-- (as of now); a case that was closed by force and never handled is late from its deadline on. exempt: its appeal was
-- granted; an indicator of timeliness leaves it out of its numerator of failures, the record keeps late. extensions: of
-- the clock that the deadline is of.
create or replace view counted_case as
  select
   c.id, c.number, c.source, c.source_id, c.category_code, c.organisation_code, c.town_code, c.facility_id, c.position,
   c.status,
   c.reported_at, c.filed_at, c.dispatched_at, c.handled_at, c.closed_at, c.rectified_on_site, c.transferred_at,
   k.organisation_code as clock_organisation_code, k.started_at as clock_started_at, k.deadline, k.stopped_at,
   k.suspended_at,
   k.extensions - k.extensions_before as extensions,
   case when c.handled_at is null then now() else coalesce(k.stopped_at, now()) end > k.deadline as late,
   k.appeal is not distinct from 'granted' as exempt,
   c.handled_at is not null and (coalesce(k.stopped_at, now()) > k.deadline) is not true as in_time,
   k.deadline is not null and (k.suspended_at <= k.deadline) is not true and not (
     k.stopped_at is not null and k.suspended_at is null and c.handled_at is null
       and c.status in ('pending_verify', 'pending_register', 'pending_dispatch')) as is_due
 from case_file c
 left join case_clock k on k.case_id = c.id
 where c.merged_into is null and c.status <> 'cancelled';
