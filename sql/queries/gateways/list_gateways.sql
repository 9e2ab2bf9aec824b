-- Gateways by id, with their connection, what they sent since a time, and their clock.
-- Parameters: after (the id after which the page begins), most (rows), id (null for all), now, since (of the counts)
-- Columns: GatewayItem. connection_will is base64, of the last connection when there is none now; counts_reasons is
-- {reason: count}.
select g.id, g.name, g.created_at, g.disabled_at is not null as disabled, g.hears_all_towns,
  case when g.former_secret_until > @now then g.former_secret_until end as former_secret_until,
  array(select town_code from gateway_alert_town t where t.gateway_id = g.id order by town_code) as alert_towns,
  g.sends, g.only_towns, g.only_categories, g.backfill_after_hours,
  (select count(*)::integer from sensor s where s.gateway_id = g.id and s.disabled_at is null) as sensors,
  (select t.profile_code from terminal t where t.gateway_id = g.id) as profile,
  open.connections > 0 as connection_online,
  case when open.connections > 0 then open.since else coalesce(last.closed_at, last.opened_at) end as connection_since,
  open.connections as connection_connections,
  case when open.connections = 0
    and last.opened_at is not null then coalesce(last.ending, 'node_lost') end as connection_ending,
  case when open.connections = 0 then encode(last.will, 'base64') end as connection_will,
  (select h.heard_at from gateway_hour h where h.gateway_id = g.id order by h.hour desc limit 1) as heard_at,
  @since as counts_since, counts.accepted as counts_accepted, counts.duplicates as counts_duplicates,
  counts.rejected as counts_rejected, coalesce(reasons.counted, '{}') as counts_reasons,
  counts.over_quota as counts_over_quota, counts.held_ms / 1000 as counts_held_seconds,
  clock.skew_ms / 1000.0::double precision as clock_skew_seconds, coalesce(clock.standing, 'unknown') as clock_standing,
  (select count(*)::integer from gateway_command c
    where c.gateway_id = g.id and c.acknowledged_at is null and c.cancelled_at is null
      and c.expires_at > @now) as commands_waiting
from gateway g
cross join lateral (
  select count(*)::integer as connections, min(c.opened_at) as since
  from gateway_connection c join uplink_node n on n.id = c.node and n.seen_at > now() - interval '45 seconds'
  where c.gateway_id = g.id and c.closed_at is null
) open
left join lateral (
  select c.opened_at, c.closed_at, c.ending, c.will from gateway_connection c where c.gateway_id = g.id
    order by c.opened_at desc limit 1
) last on true
cross join lateral (
  select coalesce(sum(h.accepted), 0)::bigint as accepted, coalesce(sum(h.duplicates), 0)::bigint as duplicates,
    coalesce(sum(h.rejected), 0)::bigint as rejected, coalesce(sum(h.over_quota), 0)::bigint as over_quota,
    coalesce(sum(h.held_ms), 0)::bigint as held_ms
  from gateway_hour h where h.gateway_id = g.id and h.hour >= date_bin('1 hour', @since, '1970-01-01T00:00:00Z')
) counts
left join lateral (
  select json_object_agg(r.reason, r.count order by r.count desc) as counted
  from (select reason, count(*) from rejected_message m where m.gateway_id = g.id
    and m.received_at >= date_bin('1 hour', @since, '1970-01-01T00:00:00Z')
    group by reason) r
) reasons on true
left join lateral gateway_clock(g.id, @now) clock on true
where g.id > @after and (@id::text is null or g.id = @id)
order by g.id
limit @most
