-- Photos whose files are in their place and on disk, and who sent them; one that is known already stays as it is.
-- Parameters, one value for
-- each photo: sha256, bytes, media_types, taken_at (null where the file does not say), received_at, owners (as
-- upload.owner), ids (of uploads to note). No columns.
with arrived as (
  select *
  from unnest(@sha256::bytea[], @bytes::bigint[], @media_types::text[], @taken_at::timestamptz[],
    @received_at::timestamptz[], @owners::text[], @ids::uuid[])
    a (sha256, bytes, media_type, taken_at, received_at, owner, id)
), due as (
  insert into photo_look_due (sha256) select distinct sha256 from arrived
), sent as (
  insert into upload (id, owner, sha256, length, media_type, created_at, completed_at)
  select distinct on (sha256, owner) id, owner, sha256, bytes, media_type, received_at, received_at
  from arrived a
  where not exists (
    select from upload u where u.sha256 = a.sha256 and u.owner = a.owner and u.completed_at is not null)
  order by sha256, owner
)
insert into photo (sha256, bytes, media_type, received_at, taken_at)
select distinct on (sha256) sha256, bytes, media_type, received_at, taken_at from arrived order by sha256
on conflict on constraint photo_pk do nothing
