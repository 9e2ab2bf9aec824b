-- purpose: store a finding with what its item costs now, its position and its photos; a repeat changes nothing.
-- parameters: $1 id, $2 item, $3 town or null, $4 contractor or null, $5 found on, $6 times, $7 report or null, $8 case or null,
--   $9 note or null, $10 recorded by, $11 recorded at, $12 lon, $13 lat (WGS84), $14 raw lon, $15 raw lat, $16 their system (null without a
--   position), $17 photos' SHA-256, $18 their bytes, $19 their types.
-- columns: how many findings were stored (none where the id is known already).
with stored as (
  insert into assessment (id, item_code, town_code, contractor_code, found_on, times, points, fee_yuan, report_id, case_id, note, recorded_by, recorded_at,
    position, raw_lon, raw_lat, coord_system)
  select $1, i.code, $3, $4, $5, $6, i.points * $6, i.fee_yuan * $6, $7, $8, $9, $10, $11, st_setsrid(st_point($12, $13), 4326), $14, $15, $16
  from assessment_item i
  where i.code = $2
  on conflict (id) do nothing
  returning id
), shown as (
  insert into attachment (subject_id, ordinal, sha256, bytes, media_type)
  select s.id, p.ordinal - 1, p.sha256, p.bytes, p.type
  from stored s
  cross join unnest($17::bytea[], $18::bigint[], $19::text[]) with ordinality as p (sha256, bytes, type, ordinal)
)
select count(*) from stored
