-- Says that this node is alive, by the database's clock, and closes what dead nodes left open.
-- Parameters: node. Columns: is_new, true when nobody knew of this node (it has just started, or was taken for dead).
with dead as (
  delete from uplink_node where id <> @node and seen_at < now() - interval '45 seconds' returning id, seen_at
), closed as (
  update gateway_connection c set closed_at = greatest(dead.seen_at, c.opened_at), ending = 'node_lost'
  from dead where c.node = dead.id and c.closed_at is null
)
insert into uplink_node as n (id, seen_at) values (@node, now())
on conflict on constraint uplink_node_pk do update set seen_at = excluded.seen_at
returning n.xmax = 0 as is_new
