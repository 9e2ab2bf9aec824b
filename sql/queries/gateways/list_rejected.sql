-- Messages that were not accepted, the newest first.
-- Parameters: gateway, reason, from, to, replay (none, pending, accepted, duplicate, rejected), id (each null for any);
-- before_at and before_id (the last of the page before, or null), most, shown and bytes (of the payload)
-- Columns: message: RejectedItem, its text the first bytes as base64; payload
select m.id as message_id, m.received_at as message_received_at, m.channel as message_channel,
  m.gateway_id as message_gateway,
  m.topic as message_topic, m.reason as message_reason, m.detail as message_detail,
  encode(substring(m.payload for @shown), 'base64') as message_text,
  coalesce(m.payload_bytes, length(m.payload)) as message_bytes,
  encode(m.payload_sha256, 'hex') as message_sha256,
  m.replay_requested_at as message_replay_requested_at, a.login as message_replay_requested_by,
  m.replayed_at as message_replay_replayed_at, m.replay_result as message_replay_result,
  m.replay_detail as message_replay_detail,
  case when m.replay_requested_at is not null then m.replays end as message_replay_times,
  substring(m.payload for @bytes) as payload
from rejected_message m left join account a on a.id = m.replay_requested_by
where (@gateway::text is null or m.gateway_id = @gateway) and (@reason::text is null or m.reason = @reason)
  and (@from::timestamptz is null or m.received_at >= @from) and (@to::timestamptz is null or m.received_at < @to)
  and (@id::uuid is null or m.id = @id)
  and (@replay::text is null or @replay = case
    when m.replay_requested_at is null then 'none' when m.replayed_at is null then 'pending' else m.replay_result end)
  and (@before_at::timestamptz is null or (m.received_at, m.id) < (@before_at, @before_id))
order by m.received_at desc, m.id desc
limit @most
