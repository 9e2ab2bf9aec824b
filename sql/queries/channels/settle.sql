-- Notes what came of an attempt, and until when the channel rests: for its rate limit, or since the other side is in
-- trouble. What was dropped meanwhile and left all the same is noted as delivered.
-- Parameters: id, channel, state, next_at, status, answer, now, target_failed, pace_seconds, first_pause_seconds
with noted as (
  update channel_message set
    state = @state, next_at = @next_at, status = @status, answer = @answer,
    finished_at = case when @state = 'waiting' then null else @now end
  where id = @id and (state = 'waiting' or @state = 'delivered')
)
update channel set
  failures = case when @target_failed then failures + 1 else 0 end,
  rests_until = @now + make_interval(secs => case when @target_failed
    then greatest(@pace_seconds, least(3600, @first_pause_seconds * 2 ^ least(failures, 20)))
    else @pace_seconds end)
where id = @channel
