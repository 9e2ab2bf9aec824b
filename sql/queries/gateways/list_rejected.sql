-- Messages that were not accepted, the newest first.
-- Parameters: gateway, reason, from, to, replay (none, pending, accepted, duplicate, rejected), id (each null for any); before_at and before_id
-- (the last of the page before, or null), most, bytes (of the payload)
-- Columns: id, received_at, channel, gateway_id, topic, reason, detail, payload, length, replay_requested_at, replay_requested_by (login),
-- replayed_at, replay_result, replay_detail, replays
select m.id, m.received_at, m.channel, m.gateway_id, m.topic, m.reason, m.detail, substring(m.payload for @bytes), length(m.payload),
  m.replay_requested_at, a.login, m.replayed_at, m.replay_result, m.replay_detail, m.replays
from rejected_message m left join account a on a.id = m.replay_requested_by
where (@gateway::text is null or m.gateway_id = @gateway) and (@reason::text is null or m.reason = @reason)
  and (@from::timestamptz is null or m.received_at >= @from) and (@to::timestamptz is null or m.received_at < @to)
  and (@id::uuid is null or m.id = @id)
  and (@replay::text is null or @replay = case
    when m.replay_requested_at is null then 'none' when m.replayed_at is null then 'pending' else m.replay_result end)
  and (@before_at::timestamptz is null or (m.received_at, m.id) < (@before_at, @before_id))
order by m.received_at desc, m.id desc
limit @most
