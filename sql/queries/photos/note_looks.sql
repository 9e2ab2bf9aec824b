-- What photos look like; whoever judges reports comes to those that show them, or one alike, after the commit. Parameters: photos (sha256),
-- hashes (perceptual; null where there is nothing to tell). No columns.
with seen as (
  select * from unnest(@photos::bytea[], @hashes::bigint[]) s (sha256, hash)
), noted as (
  update photo p set perceptual_hash = seen.hash from seen where p.sha256 = seen.sha256
)
insert into flag_prompt (sha256) select sha256 from seen
