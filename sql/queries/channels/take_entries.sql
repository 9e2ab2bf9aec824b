-- Takes what is due of a channel out of the outbox, at most so many: with urgent ones due these alone.
-- Parameters: channel, is_urgent, now, is_dropped (all of it, due or not), most
-- Columns: at, kind, facts (jsonb)
with due as (
  select e.id from channel_entry e
  where e.channel_id = @channel
    and (@is_dropped
      or (e.is_urgent = @is_urgent and (e.is_urgent or not is_quiet(@now, e.quiet_from, e.quiet_to))))
  order by e.at, e.id
  limit @most
), taken as (
  delete from channel_entry e using due where e.id = due.id
  returning e.at, e.kind, e.facts
)
select at, kind, facts::text as facts from taken order by at
