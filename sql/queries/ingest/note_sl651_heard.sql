-- Notes what stations said last in each of their elements; of one station 500 elements at most.
-- $1 gateway_id[]  $2 address[]  $3 element[] (each of these three together once)  $4 definition[]  $5 state[]
-- $6 value[]  $7 raw[]  $8 observed_at[]  $9 heard_at[]  $10 times[]
with heard as (
  select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    as i (gateway_id, address, element, definition, state, value, raw, observed_at, heard_at, times)
), known as (
  select gateway_id, count(*) as elements from sl651_heard
  where gateway_id in (select i.gateway_id from heard i) group by gateway_id
), fits as (
  select i.*, coalesce(k.elements, 0) + row_number() over (partition by i.gateway_id) <= 500 as has_room
  from heard i left join known k on k.gateway_id = i.gateway_id
)
insert into sl651_heard as h (gateway_id, address, element, definition, state, value, raw, observed_at, heard_at, times)
select i.gateway_id, i.address, i.element, i.definition, i.state, i.value, i.raw, i.observed_at, i.heard_at, i.times
from fits i
where i.has_room
  or exists (select from sl651_heard k
    where (k.gateway_id, k.address, k.element) = (i.gateway_id, i.address, i.element))
order by 1, 2, 3
on conflict on constraint sl651_heard_pk do update set
  definition = excluded.definition, state = excluded.state, value = excluded.value, raw = excluded.raw,
  observed_at = excluded.observed_at, heard_at = excluded.heard_at, times = h.times + excluded.times
