-- Notes what stations said last in each of their elements; of one station 500 elements at most.
-- Parameters: gateway_id[], address[], element[] (each of these three together once), definition[], state[], value[],
--   raw[], observed_at[], heard_at[], times[]
with heard as (
  select * from unnest(@gateway_id, @address, @element, @definition, @state, @value, @raw, @observed_at, @heard_at,
    @times)
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
