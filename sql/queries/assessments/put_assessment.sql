-- purpose: store a finding with what its item costs now, its position and its photos; a repeat changes nothing.
-- parameters: id, item, town, contractor, found_on, times, report, case, note, by (account), now, lon, lat (WGS84),
-- limit (yuan),
-- raw_lon, raw_lat, coord_system
--   (theirs; all null without a position), photos (SHA-256), photo_bytes, photo_types (of each); null for what is not
--     said.
-- columns: how many findings were stored (none where the id is known already).
with stored as (
  insert into assessment (id, item_code, town_code, contractor_code, found_on, times, points, fee_yuan, report_id,
    case_id, note, recorded_by, recorded_at,
    position, raw_lon, raw_lat, coord_system, approval)
  select @id, i.code, @town, @contractor, @found_on, @times, i.points * @times, i.fee_yuan * @times, @report, @case,
    @note, @by, @now, st_setsrid(st_point(@lon, @lat), 4326), @raw_lon, @raw_lat, @coord_system,
    assessment_approval(@id, i.fee_yuan * @times, @contractor, @found_on, @by, @limit)
  from assessment_item i
  where i.code = @item
  on conflict (id) do nothing
  returning id
), shown as (
  insert into attachment (subject_id, ordinal, sha256, bytes, media_type)
  select s.id, p.ordinal - 1, p.sha256, p.bytes, p.type
  from stored s
  cross join unnest(@photos::bytea[], @photo_bytes::bigint[], @photo_types::text[]) with ordinality as p (sha256,
    bytes, type, ordinal)
)
select count(*) from stored
