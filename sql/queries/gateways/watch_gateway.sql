-- What a gateway tried since a time, as whoever installs it needs to see: refused connections (by user name or client
-- id, also of its terminal's own number), connections, what was rejected, and what was accepted in an hour.
-- Parameters: gateway, device (null for none), since
-- Columns: at, what (refused, online, offline, rejected, accepted), who, detail, payload, times
select r.last_at as at, 'refused' as what, concat_ws(' ', coalesce(nullif(r.user_name, ''), '(no user name)'), 'as',
    coalesce(nullif(r.client_id, ''), '(no client id)'), 'from', r.address) as who,
  r.reason as detail, null::bytea as payload, r.attempts::bigint as times
from refused_connection r
where r.last_at > @since and (r.user_name in (@gateway, @device) or r.client_id in (@gateway, @device))
union all
select c.opened_at, 'online', concat_ws(' ', 'as', c.client_id), concat('MQTT ', c.protocol), null, 1
from gateway_connection c where c.gateway_id = @gateway and c.opened_at > @since
union all
select c.closed_at, 'offline', concat_ws(' ', 'as', c.client_id), coalesce(c.ending, ''), null, 1
from gateway_connection c where c.gateway_id = @gateway and c.closed_at > @since
union all
select m.* from (
  select r.received_at, 'rejected', r.topic, concat_ws(': ', r.reason, r.detail), substr(r.payload, 1, 2000), 1::bigint
  from rejected_message r where r.gateway_id = @gateway and r.received_at > @since
  order by r.received_at desc limit 50
) m
union all
select h.heard_at, 'accepted', 'this hour', concat(h.accepted, ' stored, ', h.duplicates, ' repeated'), null, 1
from gateway_hour h where h.gateway_id = @gateway and h.heard_at > @since and h.accepted + h.duplicates > 0
order by 1
