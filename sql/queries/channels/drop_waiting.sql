-- Messages that wait for a channel which is out of use are dropped, with the reason.
-- Parameters: now
update channel_message m set
  state = 'dropped', answer = case when c.deleted_at is not null then 'deleted' else 'disabled' end, finished_at = @now
from channel c
where c.id = m.channel_id and m.state = 'waiting' and (c.disabled_at is not null or c.deleted_at is not null)
