-- Notes what became of messages that were tried again.
-- $1 id[]  $2 result[]  $3 detail[]  $4 replayed_at
update rejected_message m set replayed_at = $4, replay_result = i.result, replay_detail = i.detail,
  replays = m.replays + 1
from unnest($1, $2, $3) as i (id, result, detail)
where m.id = i.id
