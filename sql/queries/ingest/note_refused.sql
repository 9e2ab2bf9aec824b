-- Notes connections that were not let in, and keeps the latest 1000.
-- Parameters: user_name[], client_id[], address[], reason[] (each of these four together once), attempts[], last_at[]
with noted as (
  insert into refused_connection as r (user_name, client_id, address, reason, attempts, first_at, last_at)
  select i.user_name, i.client_id, i.address, i.reason, i.attempts, i.last_at, i.last_at
  from unnest(@user_name, @client_id, @address, @reason, @attempts, @last_at)
    as i (user_name, client_id, address, reason, attempts, last_at)
  order by 1, 2, 3, 4
  on conflict on constraint refused_connection_pk do update
    set attempts = r.attempts + excluded.attempts, last_at = greatest(r.last_at, excluded.last_at)
)
delete from refused_connection r
where r.last_at < (select o.last_at from refused_connection o order by o.last_at desc offset 1000 limit 1)
