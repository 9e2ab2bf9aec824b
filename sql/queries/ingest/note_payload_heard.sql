-- Keeps what terminals said, of each gateway the latest 20 messages.
-- Parameters (arrays of one length): id, gateway_id, heard_at, channel, topic, payload, bytes, readings, passed_over,
--   detail
with noted as (
  insert into payload_heard (id, gateway_id, heard_at, channel, topic, payload, bytes, readings, passed_over, detail)
  select * from unnest(@id, @gateway_id, @heard_at, @channel, @topic, @payload, @bytes,
    @readings, @passed_over, @detail)
)
delete from payload_heard h using (
  select id, row_number() over (partition by gateway_id order by heard_at desc, id desc) as place
  from payload_heard where gateway_id = any (@gateway_id)
) old
where h.id = old.id and old.place > 20
