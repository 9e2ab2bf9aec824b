-- Takes some of the phone numbers that are sealed with former keys.
-- Parameters: former (ids of keys), after (the last one looked at), batch. Columns: as written below.
select id as "Id", phone_key as "PhoneKey", phone_sealed as "PhoneSealed"
from feedback
where phone_key = any(@former) and id > @after
order by id
limit @batch
for update skip locked
