-- Takes a gateway's waiting commands to be sent, the oldest first, but those that are under way on this node.
-- $1 gateway_id  $2 now  $3 under way: id[]  $4 most. Columns: id, command, created_at (unordered; ids ascend with time).
update gateway_command set sent_at = $2, sends = sends + 1
where id in (
  select id from gateway_command
  where gateway_id = $1 and acknowledged_at is null and cancelled_at is null and expires_at > $2 and id <> all ($3)
  order by id limit $4
)
returning id, command::text, created_at
