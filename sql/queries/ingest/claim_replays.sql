-- Claims messages that are to be tried again; the locks are held until the outcome is noted, and let go by a node that
-- dies.
-- Parameter: most. Columns: id, received_at, channel, gateway_id, topic, payload, reason, is_cut (only its beginning is
-- kept).
select id, received_at, channel, gateway_id, topic, payload, reason, payload_sha256 is not null as is_cut
from rejected_message
where replay_requested_at is not null and replayed_at is null
order by id
limit @most
for update skip locked
