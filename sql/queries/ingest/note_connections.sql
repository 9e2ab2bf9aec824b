-- Notes connections that opened or closed.
-- Parameters: node; id[], gateway_id[], client_id[], protocol[], opened_at[], closed_at[], ending[], will[]
insert into gateway_connection (id, gateway_id, node, client_id, protocol, opened_at, closed_at, ending, will)
select id, gateway_id, @node, client_id, protocol, opened_at, closed_at, ending, will
from unnest(@id, @gateway_id, @client_id, @protocol, @opened_at, @closed_at, @ending, @will)
  as i (id, gateway_id, client_id, protocol, opened_at, closed_at, ending, will)
order by id
on conflict on constraint gateway_connection_pk do update set
  node = excluded.node, closed_at = excluded.closed_at, ending = excluded.ending, will = excluded.will
