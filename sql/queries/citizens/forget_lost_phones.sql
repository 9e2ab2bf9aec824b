-- Forgets the phone numbers that are sealed with keys that nobody has any more.
-- Parameters: lost (ids of keys).
update feedback set phone_sealed = null, phone_key = null, content_sha256 = sha256(gen_random_uuid()::text::bytea)
where phone_key = any(@lost)
