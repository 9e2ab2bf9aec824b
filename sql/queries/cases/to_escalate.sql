-- Cases whose clock has come to something that nobody was told of yet, or whose suspension is over.
-- Parameters: now, most
-- Columns: case_id, action (overdue, due_soon, resume), fact_at (when it came to be so), deadline
select k.case_id, 'overdue' as action, k.deadline as fact_at, k.deadline
from case_clock k
where k.stopped_at is null and k.deadline < @now and k.lateness_told_of is distinct from k.deadline
union all
select k.case_id, 'due_soon', k.warn_at, k.deadline
from case_clock k
where k.stopped_at is null and k.warn_at <= @now and k.deadline >= @now and k.warned_of is distinct from k.deadline
union all
select k.case_id, 'resume', k.suspended_until, k.deadline
from case_clock k
where k.suspended_at is not null and k.suspended_until <= @now
order by 3, 1
limit @most
