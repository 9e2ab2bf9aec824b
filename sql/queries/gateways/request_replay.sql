-- Asks for rejected messages to be tried again: those that have not been, or were rejected once more; and tells the
-- uplinks.
-- Parameters: gateway, reason, from, to, id (each null for any), account, now. Column: how many.
with requested as (
  update rejected_message m
  set replay_requested_at = @now, replay_requested_by = @account, replayed_at = null, replay_result = null,
    replay_detail = null
  where (@gateway::text is null or m.gateway_id = @gateway) and (@reason::text is null or m.reason = @reason)
    and (@from::timestamptz is null or m.received_at >= @from) and (@to::timestamptz is null or m.received_at < @to)
    and (@id::uuid is null or m.id = @id)
    and (m.replay_requested_at is null or m.replay_result = 'rejected')
  returning m.id
), told as (
  select pg_notify('cityops_replay', '') from (select from requested limit 1) any_of_them
)
select count(*) from requested left join told on true
