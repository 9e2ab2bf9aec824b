-- Keeps messages that could not be accepted. An id that is there already is a retried commit's.
-- $1 id[]  $2 received_at[]  $3 channel[]  $4 gateway_id[]  $5 topic[]  $6 payload[]  $7 reason[]  $8 detail[]
-- $9 payload_bytes[] and $10 payload_sha256[], of those whose payload is cut
insert into rejected_message (
  id, received_at, channel, gateway_id, topic, payload, reason, detail, payload_bytes, payload_sha256
)
select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict on constraint rejected_message_pk do nothing
