-- Makes a gateway an SL 651 station, or changes it; a password of null stays as it is.
-- Parameters: gateway, address, password, poll_seconds. Column: address; no row when there is no such gateway.
insert into sl651_station as s (gateway_id, address, password, poll_seconds)
select g.id, @address, coalesce(@password, had.password), @poll_seconds
from gateway g left join sl651_station had on had.gateway_id = g.id
where g.id = @gateway
on conflict on constraint sl651_station_pk do update set
  address = excluded.address, password = excluded.password, poll_seconds = excluded.poll_seconds
returning s.address
