-- Notes connections that opened or closed. $1 id[]  $2 gateway_id[]  $3 node  $4 client_id[]  $5 protocol[]  $6
-- opened_at[]  $7 closed_at[]  $8 ending[]  $9 will[]
insert into gateway_connection (id, gateway_id, node, client_id, protocol, opened_at, closed_at, ending, will)
select id, gateway_id, $3, client_id, protocol, opened_at, closed_at, ending, will
from unnest($1, $2, $4, $5, $6, $7, $8, $9) as i (id, gateway_id, client_id, protocol, opened_at,
  closed_at, ending, will)
order by id
on conflict on constraint gateway_connection_pk do update set
  node = excluded.node, closed_at = excluded.closed_at, ending = excluded.ending, will = excluded.will
