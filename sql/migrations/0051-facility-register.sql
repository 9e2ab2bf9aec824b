-- The register of facilities (部件): what a type is called and which form its attributes follow, codes, status, and who changed
-- what. A change is written by the database itself, so that no way in can forget it.
create table facility_kind (
  code text constraint facility_kind_pk primary key,
  name text not null,
  name_en text not null,
  form_code text constraint facility_kind_form_exists references form,
  constraint facility_kind_code_is_a_name check (code ~ '^[a-z][a-z0-9_]{0,62}$')
);
insert into facility_kind (code, name, name_en) values
  ('toilet', '公厕', 'Toilet'), ('bridge', '桥梁', 'Bridge'), ('ancient_tree', '古树名木', 'Ancient tree'),
  ('transfer_station', '垃圾转运站', 'Transfer station'), ('work_vehicle', '作业车辆', 'Work vehicle'),
  ('lamp', '路灯', 'Street lamp'), ('lamp_circuit', '路灯回路', 'Lamp circuit'), ('distribution_box', '配电箱', 'Distribution box'),
  ('manhole', '井盖', 'Manhole cover'), ('plate', '责任牌', 'Responsibility plate'), ('fitness', '健身设施', 'Fitness facility'),
  ('collection_point', '收集点', 'Collection point'), ('other', '其他部件', 'Other');

alter table facility
  add status text not null default 'in_use'
    constraint facility_status_known check (status in ('in_use', 'damaged', 'out_of_use', 'removed')),
  add grid_code text constraint facility_grid_code_is_15_digits check (grid_code ~ '^[0-9]{15}$'),
  add component_code text constraint facility_component_code_is_16_or_17_digits check (component_code ~ '^[0-9]{16,17}$'),
  add raw_lon double precision,
  add raw_lat double precision,
  add coord_system text constraint facility_coord_system_known check (coord_system in ('wgs84', 'gcj02', 'bd09'));
comment on column facility.component_code is '17 digits: 6 division, 2 class, 3 kind, 6 sequence (GB/T 47678.5); 16 in GB/T 30428.2.';
comment on column facility.raw_lon is 'As given, in coord_system; null where the position was given in WGS84.';
create unique index facility_component_code_unique on facility (component_code) where component_code is not null;
create index facility_town on facility (town_code, code);

-- before and after hold the members that changed; before is null for a new facility.
create table facility_change (
  facility_id uuid not null constraint facility_change_facility_exists references facility on delete cascade,
  seq integer not null,
  at timestamptz not null,
  account_id uuid constraint facility_change_account_exists references account,
  source text not null constraint facility_change_source_known check (source in ('import', 'api', 'report', 'system')),
  report_id uuid,
  before jsonb,
  after jsonb not null,
  constraint facility_change_pk primary key (facility_id, seq)
);
