-- The grid counts for each organisation what it may see, by stage in one row, at every second zoom: callers who are cut to
-- an organisation read as little as the others, and a case's step writes a third as much. See sql/functions/case_grid.sql.
drop trigger if exists case_grid_insert on case_file;
drop trigger if exists case_grid_update on case_file;
drop trigger if exists case_grid_delete on case_file;
drop table case_grid;
drop function if exists case_grid_place;

create table case_grid (
  zoom smallint not null,
  x integer not null,
  y integer not null,
  cell smallint not null,
  viewer text not null, -- an organisation that may see the cases, or '' for whoever sees those of all
  town_code text not null,
  register integer not null,
  dispatch integer not null,
  handle integer not null,
  to_check integer not null,
  closed integer not null,
  other integer not null,
  sum_px bigint not null, -- the cases' places in the tile's units (4096 a side), so that a dot sits where its cases are
  sum_py bigint not null,
  constraint case_grid_pk primary key (zoom, x, y, viewer, cell, town_code)
);
