-- Notes the missed checks that people are told of by a notice: the list of what was missed marks them.
-- Parameter: now
-- Columns: value, the id of each
update due_check d
set escalated_at = @now
from routine_version v
where v.routine_code = d.routine_code and v.valid_from = d.valid_from and v.escalation = 'notice'
  and d.missed_on is not null and d.escalated_at is null
returning d.id as "Value"
