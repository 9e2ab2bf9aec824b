-- The steps that start from a case's status, and whether its clock lets each be taken at an instant.
-- Parameters: case, status, at
-- Columns: action, roles, not_by, is_check, clock_allows
select s.action, s.roles, s.not_by, s.is_check, case_clock_refusal(k, a.clock_effect, @at) is null as clock_allows
from case_step s
left join case_action a on a.action = s.action
left join case_clock k on k.case_id = @case
where s.from_status = @status
