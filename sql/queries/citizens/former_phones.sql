-- Takes some of the phone numbers that are sealed with former keys.
-- Parameters: former (ids of keys), after (the last one looked at), batch. Columns: as written below.
select id, phone_key, phone_sealed
from feedback
where phone_key = any(@former) and id > @after
order by id
limit @batch
for update skip locked
