-- metric: facilities
-- name: {name}
-- name_en: {name_en}
-- unit: {unit}
-- counts: Facilities of this type on the register at the end of the period, without those that were removed since.
-- better: none
-- provenance: the bureau's notice of 2024-05-11 (台账)
-- stock: what there is at the end of the period
-- each: select k.code, k.name, k.name_en || ' on the register', k.unit from facility_kind k where exists (select from facility f where f.type = k.code) order by 1
-- tables: facility
select
  city_day(f.created_at) as day, f.organisation_code as org, f.town_code as town, null::text as category,
  1 as quantity, 'facility' as source, f.id as source_id
from facility f
where f.type = '{code}' and f.status <> 'removed'
