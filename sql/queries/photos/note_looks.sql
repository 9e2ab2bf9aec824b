-- What photos look like, and where they were taken; whoever judges reports comes to those that show them, or one alike,
-- after the commit. Parameters: photos (sha256), hashes (perceptual; null where there is nothing to tell), damaged (the
-- picture breaks off), lon, lat (by EXIF; null where the file does not say). No columns.
with seen as (
  select *
  from unnest(
    @photos::bytea[], @hashes::bigint[], @damaged::boolean[], @lon::double precision[], @lat::double precision[])
    s (sha256, hash, is_damaged, lon, lat)
), noted as (
  update photo p
  set perceptual_hash = seen.hash, is_damaged = seen.is_damaged,
    position = st_setsrid(st_makepoint(seen.lon, seen.lat), 4326)
  from seen where p.sha256 = seen.sha256
)
insert into flag_prompt (sha256) select sha256 from seen
