-- Forgets whose network feedback came from, once its day is over.
-- Parameters: before (received).
update feedback set network = null where network is not null and received_at < @before
