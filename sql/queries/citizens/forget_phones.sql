-- Forgets the phone numbers that citizens left, once they are old and the case that they were left for has ended. The
-- hash of what was sent goes with the number.
-- Parameters: before (received).
with old as (
  select f.id
  from feedback f
  where (f.phone_sealed is not null or exists (select from phone_to_seal s where s.feedback_id = f.id))
    and f.received_at < @before
    and not exists (
      select from case_file c
      where c.id = f.case_id and c.status not in ('closed', 'forced_close', 'cancelled', 'not_accepted', 'merged')
    )
), unsealed as (
  delete from phone_to_seal where feedback_id in (select id from old)
)
update feedback f set phone_sealed = null, phone_key = null, content_sha256 = sha256(gen_random_uuid()::text::bytea)
from old
where f.id = old.id
