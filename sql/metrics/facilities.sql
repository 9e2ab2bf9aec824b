-- metric: facilities
-- name: {name}
-- name_en: {name_en}
-- unit: {unit}
-- counts: Facilities of this type on the register at the end of the period, without those that were removed since.
-- better: none
-- provenance: the bureau's notice of 2024-05-11 (台账)
-- stock: what there is at the end of the period
-- each: select f.type, coalesce(n.name, f.type), initcap(replace(f.type, '_', ' ')) || ' on the register', coalesce(n.unit, '个') from (select distinct type from facility where type ~ '^[a-z][a-z0-9_]{0,62}$') f left join (values ('toilet', '公厕', '座'), ('bridge', '桥梁', '座'), ('lamp_circuit', '路灯回路', '条'), ('distribution_box', '配电箱', '个'), ('lamp', '路灯', '盏'), ('ancient_tree', '古树名木', '株'), ('transfer_station', '垃圾转运站', '座'), ('work_vehicle', '作业车辆', '辆'), ('fitness', '健身设施', '处'), ('plate', '责任牌', '块'), ('collection_point', '收集点', '个')) n (type, name, unit) on n.type = f.type order by 1
-- tables: facility
select
  city_day(f.created_at) as day, f.organisation_code as org, f.town_code as town, null::text as category,
  1 as quantity, 'facility' as source, f.id as source_id
from facility f
where f.type = '{code}' and f.status <> 'removed'
