-- A gateway's commands, the newest first.
-- $1 gateway_id  $2 before this id, or null  $3 most rows  $4 now  $5 one id, or null
-- Columns: id, command, state (waiting, sent, acknowledged, refused, expired, cancelled), created_at, created_by (login), expires_at, sent_at,
-- sends, acknowledged_at
select c.id, c.command::text, case
    when c.acknowledged_at is not null then case when c.answer >= 128 then 'refused' else 'acknowledged' end
    when c.cancelled_at is not null then 'cancelled'
    when c.expires_at <= $4 then 'expired'
    when c.sent_at is not null then 'sent'
    else 'waiting' end,
  c.created_at, a.login, c.expires_at, c.sent_at, c.sends, c.acknowledged_at
from gateway_command c join account a on a.id = c.created_by
where c.gateway_id = $1 and ($2::uuid is null or c.id < $2) and ($5::uuid is null or c.id = $5)
order by c.id desc
limit $3
