-- The stage of a case's status, as maps and lists colour it: register, dispatch, handle, check, closed, and other for what
-- rests (suspended) or came to nothing (not accepted, cancelled). Statuses are configuration: one that a city adds without
-- a place here is somebody's work, so it counts as handle.
create or replace function case_stage(status text) returns text
  language sql immutable strict parallel safe
  return case
    when status in ('reported', 'pending_verify', 'pending_register') then 'register'
    when status in ('pending_dispatch', 'returned') then 'dispatch'
    when status in ('handled', 'pending_check', 'pending_close') then 'check'
    when status in ('closed', 'forced_close') then 'closed'
    when status in ('suspended', 'not_accepted', 'cancelled') then 'other'
    else 'handle'
  end;
