-- Takes some of the phone numbers that an earlier version stored in clear.
-- Parameters: batch. Columns: as written below.
select s.feedback_id, s.phone, f.content_sha256
from phone_to_seal s
join feedback f on f.id = s.feedback_id
order by s.feedback_id
limit @batch
for update of s skip locked
