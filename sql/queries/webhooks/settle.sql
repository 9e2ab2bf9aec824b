-- Notes what came of an attempt, and how the target is.
-- Parameters: id, webhook, state, next_at, status, error, now, target_failed (null: says nothing about the target),
-- first_pause_seconds
with noted as (
  update webhook_delivery set
    state = @state, next_at = @next_at, status = @status, error = @error,
    finished_at = case when @state = 'waiting' then null else @now end
  where id = @id
)
update webhook set
  failures = case when @target_failed then failures + 1 else 0 end,
  paused_until = case when @target_failed then @now + make_interval(secs => least(3600,
    @first_pause_seconds * 2 ^ least(failures, 20))) end
where id = @webhook and @target_failed is not null and (@target_failed or failures > 0)
