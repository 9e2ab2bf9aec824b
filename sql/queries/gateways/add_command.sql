-- Stores a command for a gateway and tells the uplinks.
-- Parameters: id, gateway, command (JSON), now, by (account), expires_at. Column: told; no row when there is no such
-- gateway.
with stored as (
  insert into gateway_command (id, gateway_id, command, created_at, created_by, expires_at)
  select @id, g.id, @command, @now, @by, @expires_at from gateway g where g.id = @gateway
  returning gateway_id
)
select pg_notify('cityops_commands', gateway_id)::text from stored
