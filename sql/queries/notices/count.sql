-- How many notices wait for the caller: neither read nor settled. Counted up to a limit, which a screen shows as 99+.
-- Parameters: account, role; own, organisation, town (functions/visible_to.sql); most
select count(*)::integer
from (
  select from notices_of(@account, @role, @own, @organisation, @town) n
  where n.read_at is null and not n.is_settled
  limit @most
) waiting
