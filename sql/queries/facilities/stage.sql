-- A table of the transaction for the rows of a list, filled by COPY (StageFacilities.CopyAsync holds the column list).
create temporary table staged_facility (
  row_number integer not null,
  id uuid not null,
  code text not null,
  type text not null,
  name text,
  lon double precision,
  lat double precision,
  raw_lon double precision,
  raw_lat double precision,
  coord_system text,
  town_code text,
  organisation_code text,
  grid_code text,
  component_code text,
  status text,
  attributes jsonb not null,
  shape geometry(Geometry, 4326),
  code_fits boolean not null,
  position geometry(Point, 4326),
  fault text,
  named text
) on commit drop;
