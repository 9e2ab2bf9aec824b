-- Drops what is old of the log, and deleted channels once nothing of it is left of them.
-- Parameters: before
with old as (
  delete from channel_message where state <> 'waiting' and finished_at < @before
)
delete from channel c
where c.deleted_at < @before and not exists (
  select from channel_message m where m.channel_id = c.id and (m.finished_at is null or m.finished_at >= @before))
