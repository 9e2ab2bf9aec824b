-- Puts sealed phone numbers in the place of those in clear, and keyed hashes in the place of plain ones.
-- Parameters: ids, sealed and hashes of the same order; key (the id of the one that sealed).
with done as (
  delete from phone_to_seal where feedback_id = any(@ids)
)
update feedback f set phone_sealed = s.sealed, phone_key = @key, content_sha256 = s.hash
from unnest(@ids, @sealed, @hashes) as s (id, sealed, hash)
where f.id = s.id
