-- The latest messages in a terminal's own format as they came, the newest first.
-- Parameters: gateway, after (of heard_at; null for all that are kept)
-- Columns: heard_at, channel, topic, payload, bytes, detail
select h.heard_at, h.channel, h.topic, h.payload, h.bytes, h.detail
from payload_heard h
where h.gateway_id = @gateway and (@after::timestamptz is null or h.heard_at > @after)
order by h.heard_at desc, h.id desc
limit 20
