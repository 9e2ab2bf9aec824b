-- Field records: patrols, reports, feedback and their photos. Keys are made by the phone, so a repeat is known by its key;
-- content_sha256 tells the same again from another content under the same key.
create table patrol (
  id uuid constraint patrol_pk primary key,
  kind text not null constraint patrol_kind_known check (kind in ('daily', 'on_site', 'joint', 'supervision')),
  category_code text constraint patrol_category_exists references category,
  organisation_code text not null constraint patrol_organisation_exists references organisation,
  town_code text constraint patrol_town_exists references town,
  officer_id uuid not null constraint patrol_officer_exists references account,
  started_at timestamptz not null,
  ended_at timestamptz,
  persons integer not null default 1 constraint patrol_persons_plausible check (persons between 1 and 10000),
  vehicles integer not null default 0 constraint patrol_vehicles_plausible check (vehicles between 0 and 10000),
  note text,
  received_at timestamptz not null,
  constraint patrol_ends_after_start check (ended_at is null or ended_at >= started_at)
);
create index patrol_day on patrol (city_day(started_at));

create table patrol_position (
  patrol_id uuid not null,
  observed_at timestamptz not null,
  position geometry(Point, 4326) not null,
  accuracy_metres real,
  received_at timestamptz not null,
  constraint patrol_position_pk primary key (patrol_id, observed_at)
);

-- patrol_id holds no foreign key: a report may arrive before its patrol.
create table report (
  id uuid constraint report_pk primary key,
  source text not null constraint report_source_known check (source in ('patrol', 'camera', 'citizen')),
  patrol_id uuid,
  category_code text not null constraint report_category_exists references category,
  organisation_code text not null constraint report_organisation_exists references organisation,
  officer_id uuid constraint report_officer_exists references account,
  gateway_id text constraint report_gateway_exists references gateway,
  raw_lon double precision not null,
  raw_lat double precision not null,
  coord_system text not null constraint report_coord_system_known check (coord_system in ('wgs84', 'gcj02', 'bd09')),
  accuracy_metres real,
  position geometry(Point, 4326) not null,
  town_code text not null constraint report_town_exists references town,
  observed_at timestamptz not null,
  received_at timestamptz not null,
  description text,
  answers jsonb not null default '{}',
  outcome text constraint report_outcome_known check (outcome in ('rectified_on_site', 'transferred')),
  flags text[] not null default '{}',
  content_sha256 bytea not null,
  case_id uuid
);
create index report_patrol on report (patrol_id) where patrol_id is not null;
create index report_day on report (city_day(observed_at));

-- A photo exists here once its bytes have arrived and their sha256 has been verified.
create table photo (
  sha256 bytea constraint photo_pk primary key constraint photo_sha256_length check (length(sha256) = 32),
  bytes bigint not null,
  media_type text not null,
  received_at timestamptz not null
);

-- A photo that a report or a feedback declares; verified when photo holds its sha256.
create table attachment (
  subject_id uuid not null,
  ordinal smallint not null,
  sha256 bytea not null,
  bytes bigint not null,
  media_type text not null,
  constraint attachment_pk primary key (subject_id, ordinal)
);
create index attachment_sha256 on attachment (sha256);

-- A tus upload under way. Its offset is the length of its file, so that both cannot disagree.
create table upload (
  id uuid constraint upload_pk primary key,
  owner text not null,
  sha256 bytea not null,
  length bigint not null,
  media_type text not null,
  created_at timestamptz not null,
  completed_at timestamptz
);

-- What a citizen can say of a toilet, in the order of the page's buttons. A complaint opens a case of its category.
insert into category (code, standard, name, name_en, kind) values
  ('L0301', 'local', '公厕异味', 'Toilet: smell', 'event'),
  ('L0302', 'local', '公厕卫生不洁', 'Toilet: dirt', 'event'),
  ('L0303', 'local', '公厕地面水渍', 'Toilet: wet floor', 'event'),
  ('L0304', 'local', '公厕缺纸/洗手液', 'Toilet: no paper or soap', 'event'),
  ('L0305', 'local', '公厕设施损坏', 'Toilet: fittings broken', 'event'),
  ('L0306', 'local', '公厕服务态度', 'Toilet: service', 'event'),
  ('L0307', 'local', '公厕厕位锁闭', 'Toilet: cubicle locked', 'event');

create table feedback_kind (
  code text constraint feedback_kind_pk primary key,
  ordinal smallint not null constraint feedback_kind_ordinal_unique unique,
  name text not null,
  name_en text not null,
  category_code text constraint feedback_kind_category_exists references category
);
insert into feedback_kind (code, ordinal, name, name_en, category_code) values
  ('smell', 1, '异味', 'Smell', 'L0301'),
  ('dirt', 2, '卫生', 'Dirt', 'L0302'),
  ('wet_floor', 3, '地面水渍', 'Wet floor', 'L0303'),
  ('no_supplies', 4, '缺纸/洗手液', 'No paper or soap', 'L0304'),
  ('broken', 5, '设施损坏', 'Broken fittings', 'L0305'),
  ('service', 6, '服务态度', 'Service', 'L0306'),
  ('locked', 7, '厕位锁闭', 'Cubicle locked', 'L0307'),
  ('praise', 8, '表扬', 'Praise', null);

create table feedback (
  id uuid constraint feedback_pk primary key,
  receipt text not null constraint feedback_receipt_unique unique,
  facility_id uuid not null constraint feedback_facility_exists references facility,
  qr_code text not null constraint feedback_qr_code_exists references qr_code,
  kind text not null constraint feedback_kind_known references feedback_kind,
  stars smallint not null constraint feedback_stars_range check (stars between 1 and 5),
  words text,
  phone text,
  position geometry(Point, 4326),
  flags text[] not null default '{}',
  observed_at timestamptz not null,
  received_at timestamptz not null,
  content_sha256 bytea not null,
  case_id uuid
);
create index feedback_facility on feedback (facility_id, received_at desc);
create index feedback_day on feedback (city_day(received_at));
