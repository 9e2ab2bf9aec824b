-- Takes a gateway's waiting commands to be sent, the oldest first, but those that are under way on this node.
-- Parameters: gateway, now, under_way (ids), most. Columns: id, command, created_at (unordered; ids ascend with time).
update gateway_command set sent_at = @now, sends = sends + 1
where id in (
  select id from gateway_command
  where gateway_id = @gateway and acknowledged_at is null and cancelled_at is null and expires_at > @now
    and id <> all (@under_way)
  order by id limit @most
)
returning id, command::text as command, created_at
