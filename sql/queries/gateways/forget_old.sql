-- Deletes what operators no longer look at. Parameter: now. Rejected messages stay: they are the only copy of what was sent.
with connections as (
  delete from gateway_connection c where c.closed_at < @now - interval '90 days'
    and exists (select from gateway_connection later where later.gateway_id = c.gateway_id and later.opened_at > c.opened_at)
), commands as (
  delete from gateway_command where expires_at < @now - interval '400 days'
)
delete from gateway_hour where hour < @now - interval '400 days'
