-- Parameters: ids, sealed of the same order; key (the id of the one that sealed).
update feedback f set phone_sealed = s.sealed, phone_key = @key
from unnest(@ids, @sealed) as s (id, sealed)
where f.id = s.id
