-- The caller has read notices: those named, or all up to a moment. What is not the caller's is passed over.
-- Parameters: account, role; own, organisation, town (functions/visible_to.sql); ids, until (null: not by it), now
insert into notice_read (account_id, notice_id, read_at)
select @account, n.id, @now
from notices_of(@account, @role, @own, @organisation, @town) n
where n.read_at is null and (n.id = any (@ids) or n.at <= @until)
on conflict do nothing
