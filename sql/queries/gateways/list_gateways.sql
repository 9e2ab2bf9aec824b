-- Gateways by id, with their connection, what they sent since a time, and their clock.
-- $1 id after which the page begins  $2 most rows  $3 one id, or null for all  $4 now  $5 counts since
-- Columns: id, name, created_at, disabled, hears_all_towns, alert_towns (array), sensors (in service), connections (open), since (connected or
-- gone), ending and will (of the last connection, when there is none), heard_at, accepted, duplicates, rejected, reasons (JSON, {reason: count}),
-- skew_ms, clock (ahead, behind, right, unknown), commands_waiting
select g.id, g.name, g.created_at, g.disabled_at is not null, g.hears_all_towns,
  array(select town_code from gateway_alert_town t where t.gateway_id = g.id order by town_code),
  (select count(*)::integer from sensor s where s.gateway_id = g.id and s.disabled_at is null),
  open.connections, case when open.connections > 0 then open.since else coalesce(last.closed_at, last.opened_at) end,
  case when open.connections = 0 and last.opened_at is not null then coalesce(last.ending, 'node_lost') end,
  case when open.connections = 0 then last.will end,
  (select h.heard_at from gateway_hour h where h.gateway_id = g.id order by h.hour desc limit 1),
  counts.accepted, counts.duplicates, counts.rejected, coalesce(reasons.counted, '{}')::text,
  clock.skew_ms, coalesce(clock.standing, 'unknown'),
  (select count(*)::integer from gateway_command c
    where c.gateway_id = g.id and c.acknowledged_at is null and c.cancelled_at is null and c.expires_at > $4)
from gateway g
cross join lateral (
  select count(*)::integer as connections, min(c.opened_at) as since
  from gateway_connection c join uplink_node n on n.id = c.node and n.seen_at > now() - interval '45 seconds'
  where c.gateway_id = g.id and c.closed_at is null
) open
left join lateral (
  select c.opened_at, c.closed_at, c.ending, c.will from gateway_connection c where c.gateway_id = g.id order by c.opened_at desc limit 1
) last on true
cross join lateral (
  select coalesce(sum(h.accepted), 0)::bigint as accepted, coalesce(sum(h.duplicates), 0)::bigint as duplicates,
    coalesce(sum(h.rejected), 0)::bigint as rejected
  from gateway_hour h where h.gateway_id = g.id and h.hour >= date_bin('1 hour', $5, '1970-01-01T00:00:00Z')
) counts
left join lateral (
  select json_object_agg(r.reason, r.count order by r.count desc) as counted
  from (select reason, count(*) from rejected_message m where m.gateway_id = g.id and m.received_at >= date_bin('1 hour', $5, '1970-01-01T00:00:00Z')
    group by reason) r
) reasons on true
left join lateral gateway_clock(g.id, $4) clock on true
where g.id > $1 and ($3::text is null or g.id = $3)
order by g.id
limit $2
