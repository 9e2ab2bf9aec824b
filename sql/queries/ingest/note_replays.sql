-- Marks rejected messages as replayed and notes what became of each.
-- Parameters: id[], result[], detail[]; replayed_at
update rejected_message m set replayed_at = @replayed_at, replay_result = i.result, replay_detail = i.detail,
  replays = m.replays + 1
from unnest(@id, @result, @detail) as i (id, result, detail)
where m.id = i.id
