-- Erases who gave a feedback: phone number, words and place, also where they wait or were kept to be told to a webhook. The
-- hash of what was sent goes with them. The feedback stays counted.
-- Parameters: id.
with erased as (
  update feedback f set phone_sealed = null, phone_key = null, words = null, position = null,
    content_sha256 = sha256(gen_random_uuid()::text::bytea)
  from feedback before
  where f.id = @id and before.id = f.id
  returning f.case_id, before.words
)
update webhook_delivery d set payload = jsonb_set(d.payload, array['case', 'description'], 'null')
from erased e
where d.subject = e.case_id::text and d.payload -> 'case' ->> 'description' = e.words
