-- Forgets the phone numbers that citizens left, once they are old and the case that they were left for has ended. The
-- hash of what was sent goes with the number, since it could be guessed from it.
-- Parameters: before (received).
update feedback f set phone = null, content_sha256 = sha256(gen_random_uuid()::text::bytea)
where f.phone is not null and f.received_at < @before
  and not exists (
    select from case_file c
    where c.id = f.case_id and c.status not in ('closed', 'forced_close', 'cancelled', 'not_accepted', 'merged')
  )
