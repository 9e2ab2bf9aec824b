-- purpose: say the shares of the town appearance index anew; those that are left out are none any more.
-- parameters: codes, names, names_en, weights (of each, in their order).
with said as (
  select s.* from unnest(@codes::text[], @names::text[], @names_en::text[], @weights::numeric[])
    with ordinality as s (code, name, name_en, weight, ordinal)
), gone as (
  delete from index_component c where c.code not in (select s.code from said s)
)
insert into index_component (code, name, name_en, weight, ordinal)
select s.code, s.name, s.name_en, s.weight, s.ordinal from said s
on conflict (code) do update set
  name = excluded.name, name_en = excluded.name_en, weight = excluded.weight, ordinal = excluded.ordinal
