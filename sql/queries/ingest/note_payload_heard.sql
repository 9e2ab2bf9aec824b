-- Keeps what terminals said, of each gateway the latest 20 messages.
-- Parameters (arrays of one length): $1 id, $2 gateway_id, $3 heard_at, $4 channel, $5 topic, $6 payload, $7 bytes,
-- $8 readings, $9 passed_over, $10 detail
with noted as (
  insert into payload_heard (id, gateway_id, heard_at, channel, topic, payload, bytes, readings, passed_over, detail)
  select * from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::bytea[], $7::integer[],
    $8::integer[], $9::integer[], $10::text[])
)
delete from payload_heard h using (
  select id, row_number() over (partition by gateway_id order by heard_at desc, id desc) as place
  from payload_heard where gateway_id = any ($2)
) old
where h.id = old.id and old.place > 20
