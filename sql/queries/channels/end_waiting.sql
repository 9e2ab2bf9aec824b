-- Messages that need not wait any more: their channel is out of use and they are dropped, with the reason; or its other
-- side has been in trouble for so long that they are given up, tried or not.
-- Parameters: now, too_old (made before: given up)
update channel_message m set
  state = case when c.disabled_at is null and c.deleted_at is null then 'given_up' else 'dropped' end,
  answer = case when c.deleted_at is not null then 'deleted' when c.disabled_at is not null then 'disabled'
    else coalesce(m.answer, 'not reached') end,
  finished_at = @now
from channel c
where c.id = m.channel_id and m.state = 'waiting'
  and (c.disabled_at is not null or c.deleted_at is not null or (c.failures > 0 and m.created_at < @too_old))
