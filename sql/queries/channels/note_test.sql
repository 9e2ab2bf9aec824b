-- Enters a test message in the log. It counts for the robot's rate limit, and where it was taken the other side is well.
-- Parameters: id, channel, recipient, title, text, now, state, status, answer, pace_seconds
with noted as (
  insert into channel_message (id, channel_id, recipient, kinds, notices, is_urgent, title, text, created_at, next_at,
    attempts, state, status, answer, finished_at)
  values (@id, @channel, @recipient, array['test'], 0, false, @title, @text, @now, @now, 1, @state, @status, @answer,
    @now)
)
update channel set
  failures = case when @state = 'delivered' then 0 else failures end,
  rests_until = case when @state = 'delivered' and failures > 0 then @now + make_interval(secs => @pace_seconds)
    else greatest(rests_until, @now + make_interval(secs => @pace_seconds)) end
where id = @channel
