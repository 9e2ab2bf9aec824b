-- Cases: the current state (case_file), the append-only log (case_event) and the configured steps (case_step).
create table case_file (
  id uuid constraint case_file_pk primary key,
  number text not null constraint case_file_number_unique unique,
  source text not null constraint case_file_source_known check (source in ('report', 'feedback', 'ponding')),
  source_id uuid not null,
  category_code text not null constraint case_file_category_exists references category,
  organisation_code text not null constraint case_file_organisation_exists references organisation,
  town_code text not null constraint case_file_town_exists references town,
  facility_id uuid constraint case_file_facility_exists references facility,
  position geometry(Point, 4326) not null,
  description text,
  status text not null,
  reported_at timestamptz not null,
  filed_at timestamptz,
  dispatched_at timestamptz,
  handled_at timestamptz,
  closed_at timestamptz,
  rectified_on_site boolean not null default false,
  transferred_at timestamptz,
  version integer not null default 1,
  constraint case_file_one_per_source unique (source, source_id)
);
create index case_file_position_gist on case_file using gist (position);
create index case_file_newest on case_file (reported_at desc, id desc);
create index case_file_facility on case_file (facility_id, reported_at desc) where facility_id is not null;
create index case_file_organisation on case_file (organisation_code, reported_at desc);
create index case_file_filed_day on case_file (city_day(filed_at));
create index case_file_closed_day on case_file (city_day(closed_at));

-- Which step leads from where to where, and who may take it.
create table case_step (
  action text not null,
  from_status text not null,
  to_status text not null,
  roles text[] not null,
  constraint case_step_pk primary key (action, from_status)
);

insert into case_step (action, from_status, to_status, roles) values
  ('file', 'pending_register', 'pending_dispatch', '{dispatcher,supervisor,admin}'),
  ('reject', 'pending_register', 'not_accepted', '{dispatcher,supervisor,admin}'),
  ('dispatch', 'pending_dispatch', 'pending_handle', '{dispatcher,supervisor,admin}'),
  ('transfer', 'pending_register', 'pending_handle', '{dispatcher,supervisor,admin}'),
  ('transfer', 'pending_dispatch', 'pending_handle', '{dispatcher,supervisor,admin}'),
  ('return', 'pending_handle', 'pending_dispatch', '{handler,contractor,admin}'),
  ('accept', 'pending_handle', 'handling', '{handler,contractor,admin}'),
  ('handle', 'pending_handle', 'pending_check', '{handler,contractor,admin}'),
  ('handle', 'handling', 'pending_check', '{handler,contractor,admin}'),
  ('verify', 'pending_check', 'pending_close', '{verifier,admin}'),
  ('rework', 'pending_check', 'pending_handle', '{verifier,admin}'),
  ('close', 'pending_close', 'closed', '{dispatcher,supervisor,admin}'),
  ('reopen', 'closed', 'pending_dispatch', '{supervisor,admin}'),
  ('suspend', 'pending_handle', 'suspended', '{dispatcher,supervisor,admin}'),
  ('suspend', 'handling', 'suspended', '{dispatcher,supervisor,admin}'),
  ('resume', 'suspended', 'pending_handle', '{dispatcher,supervisor,admin}'),
  ('cancel', 'pending_register', 'cancelled', '{supervisor,admin}'),
  ('cancel', 'pending_dispatch', 'cancelled', '{supervisor,admin}');

-- The log. seq counts 1.. per case; prev_hash and hash are set by the trigger in sql/functions/case_event_chain.sql.
create table case_event (
  id uuid constraint case_event_pk primary key,
  case_id uuid not null constraint case_event_case_exists references case_file,
  seq integer not null,
  action text not null,
  from_status text,
  to_status text not null,
  actor_id uuid constraint case_event_actor_exists references account,
  at timestamptz not null,
  device_at timestamptz,
  note text,
  detail jsonb not null default '{}',
  prev_hash bytea,
  hash bytea not null,
  constraint case_event_seq_unique unique (case_id, seq)
);

create table case_number (
  year integer constraint case_number_pk primary key,
  last integer not null
);
