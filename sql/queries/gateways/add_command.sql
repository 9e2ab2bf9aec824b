-- Stores a command for a gateway and tells the uplinks.
-- $1 id  $2 gateway_id  $3 command  $4 created_at  $5 created_by  $6 expires_at. Column: told; no row when there is no such gateway.
with stored as (
  insert into gateway_command (id, gateway_id, command, created_at, created_by, expires_at)
  select $1, g.id, $3, $4, $5, $6 from gateway g where g.id = $2
  returning gateway_id
)
select pg_notify('cityops_commands', gateway_id)::text from stored
