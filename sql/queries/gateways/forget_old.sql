-- Deletes what operators no longer look at, and of what was rejected the oldest beyond what is kept of a gateway.
-- Parameters: now, rejected_days, rejected_bytes (of one gateway; a row counts 300 bytes beside its payload).
with connections as (
  delete from gateway_connection c where c.closed_at < @now - interval '90 days'
    and exists (select from gateway_connection later
      where later.gateway_id = c.gateway_id and later.opened_at > c.opened_at)
), commands as (
  delete from gateway_command where expires_at < @now - interval '400 days'
), rejected as (
  select id, received_at,
    sum(octet_length(payload) + 300) over (partition by gateway_id order by received_at desc, id desc) as bytes
  from rejected_message
), rejections as (
  delete from rejected_message m using rejected r
  where m.id = r.id and (r.received_at < @now - make_interval(days => @rejected_days) or r.bytes > @rejected_bytes)
    and (m.replay_requested_at is null or m.replayed_at is not null)
)
delete from gateway_hour where hour < @now - interval '400 days'
