-- The steps that an account may take of a case at an instant.
-- Parameters: case, status, checker (the case's as the caller knows it), role, account, at
-- Columns: Value (the action)
select distinct s.action as "Value"
from (select @case as id) c
left join case_clock k on k.case_id = c.id
cross join lateral case_steps_open_to(c.id, @status, @checker, k, @role, @account, @at) s
