-- An event that is part of another one (merged_into), or that the readings do not bear out any more (merged_into null).
-- Parameters: id, merged_into, now
with no_minutes as (
  delete from ponding_event_minutes where event_id = @id
)
update ponding_event set
  merged_into = @merged_into, withdrawn_at = case when @merged_into is null then @now end, changed_at = @now
where id = @id
