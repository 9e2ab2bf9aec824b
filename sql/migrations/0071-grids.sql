-- The bureau's official 单元网格 (GB/T 30428.1), brought in by import grids; without them facilities have the codes that lists say.
create table grid (
  code text constraint grid_pk primary key constraint grid_code_is_15_digits check (code ~ '^[0-9]{15}$'),
  name text,
  town_code text not null constraint grid_town_exists references town,
  boundary geometry(MultiPolygon, 4326) not null,
  constraint grid_code_begins_with_its_towns check (left(code, 9) = town_code)
);
comment on column grid.code is '6 division, 3 town, 3 community, 3 sequence.';
create index grid_boundary_gist on grid using gist (boundary);
create index grid_town on grid (town_code, code);
create index facility_grid on facility (grid_code) where grid_code is not null;
