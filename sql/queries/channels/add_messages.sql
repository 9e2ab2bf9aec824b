-- Puts a message into the log for each of its recipients, waiting to be sent or dropped already.
-- Parameters: ids, recipients (null for the one of a robot), channel, kinds, notices, is_urgent, title, text, number,
-- now, state, answer
insert into channel_message (id, channel_id, recipient, kinds, notices, is_urgent, title, text, number, created_at,
  next_at, state, answer, finished_at)
select each.id, @channel, each.recipient, @kinds, @notices, @is_urgent, @title, @text, @number, @now, @now, @state,
  @answer, case when @state <> 'waiting' then @now end
from unnest(@ids, @recipients) as each (id, recipient)
