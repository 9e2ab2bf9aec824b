-- Enters a test message in the log. It counts for the robot's rate limit; where it was taken the other side is well,
-- and what waits for it need not wait longer.
-- Parameters: id, channel, recipient, title, text, now, state, status, answer, pace_seconds
with noted as (
  insert into channel_message (id, channel_id, recipient, kinds, notices, is_urgent, title, text, created_at, next_at,
    attempts, state, status, answer, finished_at)
  values (@id, @channel, @recipient, array['test'], 0, false, @title, @text, @now, @now, 1, @state, @status, @answer,
    @now)
), due as (
  update channel_message m set next_at = @now
  from channel c
  where c.id = @channel and m.channel_id = c.id and m.state = 'waiting' and @state = 'delivered'
    and m.next_at > @now and m.next_at is distinct from c.rests_until -- held: it is under way
)
update channel set
  failures = case when @state = 'delivered' then 0 else failures end,
  rests_until = case when @state = 'delivered' and failures > 0 then @now + make_interval(secs => @pace_seconds)
    else greatest(rests_until, @now + make_interval(secs => @pace_seconds)) end
where id = @channel
