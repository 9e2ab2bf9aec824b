-- Erases who gave a feedback: phone number, words and place, and the words that its case repeats. The hash of what was
-- sent goes with them. The feedback stays counted.
-- Parameters: id.
with erased as (
  update feedback f set phone_sealed = null, phone_key = null, words = null, position = null,
    content_sha256 = sha256(gen_random_uuid()::text::bytea)
  from feedback before
  where f.id = @id and before.id = f.id
  returning f.case_id, before.words
)
update case_file c set description = '（应反馈人要求，文字已删除）'
from erased e
where c.id = e.case_id and c.source = 'feedback' and c.source_id = @id and c.description = e.words
