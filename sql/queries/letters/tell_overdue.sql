-- Tells the inboxes of both organisations of letters whose last day for an answer has passed, once of each.
-- Parameters: now, today (in the city)
with late as (
  update letter set overdue_told_at = @now
  where answered_at is null and withdrawn_at is null and due_on < @today and overdue_told_at is null
  returning *
)
select notice_of_letter(late.id, 'letter_overdue', @now, told.organisation, told.operation, null)
from late
cross join lateral (
  values (late.to_organisation_code, 'letters.answer'), (late.from_organisation_code, 'letters.issue')
) as told (organisation, operation)
where told.operation = 'letters.answer' or late.to_organisation_code <> late.from_organisation_code
