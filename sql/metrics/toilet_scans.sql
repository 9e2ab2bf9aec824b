-- metric: toilet_scans
-- name: 公厕扫码次数
-- name_en: Scans of toilet codes
-- unit: 次
-- counts: Times that a citizen opened the page behind a toilet's code; programs and the same phone again within half an hour are left out.
-- better: none
-- provenance: DB4420/T 43-2023, 一厕一码
-- dimensions: facility
-- tables: toilet_scan
select
  city_day(s.scanned_at) as day, s.organisation_code as org, s.town_code as town, null::text as category,
  1 as quantity, 'scan' as source, s.id as source_id, s.facility_id as facility
from toilet_scan s
