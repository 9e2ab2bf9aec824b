-- A case that goes on after its end, or is dispatched elsewhere after it was transferred, is not dispatched or transferred
-- any more until it is again. What an earlier version left is mended by the log.
update case_file c set transferred_at = null
where c.transferred_at is not null and exists (
  select from case_event e where e.case_id = c.id and e.action in ('dispatch', 'reopen') and e.at > c.transferred_at);
update case_file c set dispatched_at = null
where c.dispatched_at is not null and exists (
  select from case_event e where e.case_id = c.id and e.action = 'reopen' and e.at > c.dispatched_at);
