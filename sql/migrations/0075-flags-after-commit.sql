-- Reports are judged after the commit of what may flag them, one batch after the other, so that neither the phone waits for it nor
-- two arrivals at once miss each other. What has arrived is noted here in the transaction that stores it.
create table flag_prompt (
  report_id uuid,
  sha256 bytea,
  patrol_id uuid,
  observed_from timestamptz,
  observed_to timestamptz,
  constraint flag_prompt_of_one_kind check (num_nonnulls(report_id, sha256, patrol_id) = 1),
  constraint flag_prompt_of_a_time check ((patrol_id is null) = (observed_from is null) and (patrol_id is null) = (observed_to is null))
);
comment on table flag_prompt is 'A report, a photo, or positions of a track from observed_from to observed_to, by which reports have still to be judged.';

-- What a report's verified photos look like, in the order of time: the first that showed a picture is found however many did.
-- look is either the photo's perceptual hash or, for every photo, the beginning of its SHA-256.
create table report_look (
  look bigint not null,
  observed_at timestamptz not null,
  report_id uuid not null,
  reporter text,
  constraint report_look_pk primary key (look, observed_at, report_id)
);
comment on column report_look.reporter is 'The officer''s id or the gateway''s; null for a citizen.';

-- The four 16-bit parts of every perceptual hash, numbered, of which two hashes that differ in up to three bits have one in common.
-- A row per look and not per photo: a thousand alike photos are as quick to find as one.
create table look_band (
  band integer not null,
  look bigint not null,
  constraint look_band_pk primary key (band, look)
);

drop index photo_hash_bands;
alter table photo drop column hash_bands;

create index report_same_place on report (officer_id, raw_lon, raw_lat, observed_at) where officer_id is not null and facility_id is null;

-- A receipt asks what has come of its photos by their hash.
create index upload_sha256 on upload (sha256) where completed_at is null;

-- What is here already is noted, and judged again by the same rules, in the first rounds.
insert into flag_prompt (sha256) select sha256 from photo;

-- Their successors are in sql/functions.
drop function if exists flag_reports(uuid[]);
drop function if exists reports_touched_by_report(uuid);
drop function if exists reports_touched_by_photo(bytea);
drop function if exists photos_alike(bytea);
