-- An event that is part of another one ($2), or that the readings do not bear out any more ($2 null).
-- $1 id  $2 merged_into  $3 now
with no_minutes as (
  delete from ponding_event_minutes where event_id = $1
)
update ponding_event set
  merged_into = $2, withdrawn_at = case when $2 is null then $3 end, changed_at = $3
where id = $1
