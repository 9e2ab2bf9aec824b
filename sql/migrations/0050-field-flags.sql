-- What a device says of itself, kept beside what is counted; and why a record is flagged. Nothing implausible is dropped: a
-- time that cannot be right stays as the device said it, and the record counts on a day that there has been.
alter table report
  add fixed_at timestamptz,
  add sent_at timestamptz,
  add device_observed_at timestamptz,
  add is_mocked boolean not null default false,
  add flag_reasons jsonb not null default '{}'
    constraint report_flag_reasons_is_object check (jsonb_typeof(flag_reasons) = 'object');
comment on column report.fixed_at is 'When the position was fixed, by the device.';
comment on column report.sent_at is 'The device''s clock when it sent the report.';
comment on column report.device_observed_at is 'observed_at as the device said it, where that cannot be right; null where observed_at is what it said.';
comment on column report.flag_reasons is 'By flag, an object that says what was seen.';
create index report_officer on report (officer_id, observed_at) where officer_id is not null;

-- perceptual_hash: 64 bits of brightness steps, alike for a photo and its smaller or re-encoded copy; null for a picture without
-- contrast and one that cannot be decoded. hash_bands: its four 16-bit parts, numbered, of which two hashes that differ in up
-- to three bits have one in common.
alter table photo
  add perceptual_hash bigint,
  add hash_bands integer[],
  add taken_at timestamptz;
comment on column photo.taken_at is 'By EXIF; a time without offset is the city''s.';
create index photo_hash_bands on photo using gin (hash_bands);

alter table patrol
  add device_started_at timestamptz,
  add device_ended_at timestamptz,
  add flags text[] not null default '{}',
  add officers text[] not null default '{}',
  add domains text[] not null default '{}',
  add closed_by_job_at timestamptz;
comment on column patrol.device_started_at is 'started_at as the device said it, where that cannot be right.';
comment on column patrol.officers is 'Logins of those who take part besides officer_id.';
comment on column patrol.domains is 'Categories of kind inspection that it looks at besides category_code.';
comment on column patrol.closed_by_job_at is 'When nobody had finished it for a day, so that ended_at is its last sign of life; a finish that comes later counts.';
create index patrol_open on patrol (started_at) where ended_at is null;

-- Whose patrol it will be: a track may come before its patrol, and only its officer's patrol may follow.
create table patrol_claim (
  patrol_id uuid constraint patrol_claim_pk primary key,
  officer_id uuid not null constraint patrol_claim_officer_exists references account,
  received_at timestamptz not null
);

alter table patrol_position add is_mocked boolean not null default false;
