-- Keeps messages that could not be accepted. An id that is there already is a retried commit's.
-- $1 id[]  $2 received_at[]  $3 channel[]  $4 gateway_id[]  $5 topic[]  $6 payload[]  $7 reason[]  $8 detail[]
insert into rejected_message (id, received_at, channel, gateway_id, topic, payload, reason, detail)
select * from unnest($1, $2, $3, $4, $5, $6, $7, $8)
on conflict on constraint rejected_message_pk do nothing
