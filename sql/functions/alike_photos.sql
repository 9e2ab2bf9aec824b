-- The look by which a photo is known for its bytes: what its SHA-256 begins with.
create or replace function look_of_bytes(sha256 bytea) returns bigint language sql immutable as $$
  select ('x' || encode(substring(sha256 for 8), 'hex'))::bit(64)::bigint
$$;

-- The four numbered 16-bit parts of a perceptual hash.
create or replace function look_bands(look bigint) returns integer[] language sql immutable as $$
  select array(select (i << 16) | ((look >> (16 * i)) & 65535)::integer from generate_series(0, 3) i)
$$;

-- A look itself and those that differ from it in up to three bits.
create or replace function looks_alike(wanted bigint) returns table (look bigint, bits integer)
  language sql stable rows 5 as $$
  select wanted, 0
  union all
  select distinct b.look, bit_count((b.look # wanted)::bit(64))::integer
  from unnest(look_bands(wanted)) own (band)
  join look_band b on b.band = own.band
  where b.look <> wanted and bit_count((b.look # wanted)::bit(64)) <= 3
$$;

-- What a report of this source is found by when it shows a photo. A fixed camera sees the same view day after day, so
-- its pictures are known by their bytes only.
create or replace function looks_of(source text, sha256 bytea, perceptual_hash bigint) returns setof bigint
  language sql immutable as $$
  select look_of_bytes(sha256)
  union all
  select perceptual_hash where source <> 'camera' and perceptual_hash is not null
$$;

-- Notes the looks of reports whose photos are here.
create or replace function note_looks(reports uuid[], photos bytea[]) returns void language sql as $$
  with shown as (
    select a.subject_id, a.sha256 from attachment a where a.subject_id = any (reports)
    union
    select a.subject_id, a.sha256 from attachment a where a.sha256 = any (photos)
  ), seen as materialized (
    select look, look = p.perceptual_hash as is_hash, r.observed_at, r.id,
      coalesce(r.officer_id::text, r.gateway_id) as reporter
    from shown
    join photo p on p.sha256 = shown.sha256
    join report r on r.id = shown.subject_id
    cross join looks_of(r.source, p.sha256, p.perceptual_hash) look
  ), noted as (
    insert into report_look (look, observed_at, report_id, reporter) select look, observed_at, id, reporter from seen
    on conflict on constraint report_look_pk do nothing
  )
  insert into look_band (band, look)
  select band, look from (select distinct look from seen where is_hash) own cross join unnest(look_bands(look)) band
  on conflict on constraint look_band_pk do nothing
$$;
