-- Takes away photos that no record names now or named before it was corrected, and the notes of who sent them.
-- Parameters: citizens_before, others_before (what came later stays: a record may come after its photos; a citizen's
-- page sends both at once), most.
-- Columns: Value (the SHA-256 in hexadecimal).
with named as (
  select unnest(photos) as sha256 from facility
  union select jsonb_array_elements_text(after -> 'photos') from facility_change where after ? 'photos'
  union select jsonb_array_elements_text(before -> 'photos') from facility_change where before ? 'photos'
  union select jsonb_array_elements_text(before -> 'photos') from record_change where before ? 'photos'
  union select jsonb_array_elements_text(after -> 'photos') from record_change where after ? 'photos'
), orphan as (
  select p.sha256
  from photo p
  where p.received_at < @citizens_before
    and not exists (select from attachment a where a.sha256 = p.sha256)
    and not exists (select from named n where n.sha256 = encode(p.sha256, 'hex'))
    and (p.received_at < @others_before or (
      exists (select from upload u where u.sha256 = p.sha256 and u.completed_at is not null)
      and not exists (select from upload u
        where u.sha256 = p.sha256 and u.completed_at is not null and u.owner not like 'toilet:%')))
  order by p.received_at
  limit @most
), forgotten as (
  delete from upload u using orphan where u.sha256 = orphan.sha256 and u.completed_at is not null
)
delete from photo p using orphan where p.sha256 = orphan.sha256 returning encode(p.sha256, 'hex') as "Value"
