-- A gateway's commands, the newest first.
-- Parameters: gateway, before (an id, or null), most (rows), now, one (id, or null). Columns: CommandItem.
select c.id, c.command, case
    when c.acknowledged_at is not null then case when c.answer >= 128 then 'refused' else 'acknowledged' end
    when c.cancelled_at is not null then 'cancelled'
    when c.expires_at <= @now then 'expired'
    when c.sent_at is not null then 'sent'
    else 'waiting' end as state,
  c.created_at, a.login as created_by, c.expires_at, c.sent_at, c.sends, c.acknowledged_at
from gateway_command c join account a on a.id = c.created_by
where c.gateway_id = @gateway and (@before::uuid is null or c.id < @before) and (@one::uuid is null or c.id = @one)
order by c.id desc
limit @most
