-- Connections that were not let in at the uplink, the latest first.
-- Parameters: before_at, before_id (the last of the page before, or null), most
-- Columns: id, user_name, client_id, address, reason, attempts, first_at, last_at
select r.id, r.user_name, r.client_id, r.address, r.reason, r.attempts, r.first_at, r.last_at
from refused_connection r
where @before_at::timestamptz is null or (r.last_at, r.id) < (@before_at, @before_id)
order by r.last_at desc, r.id desc
limit @most
