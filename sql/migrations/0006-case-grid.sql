-- Cases counted by the cells of map tiles (64 a side) for zooms 8 to 13, where points would be too many to send and too
-- close to tell apart. Kept by the triggers in sql/functions/case_grid.sql and can be rebuilt from case_file.
-- sum_px and sum_py are the cases' places in the tile's units (4096 a side), so that a cell's dot sits where its cases are.
create table case_grid (
  zoom smallint not null,
  x integer not null,
  y integer not null,
  cell smallint not null,
  town_code text not null,
  status text not null,
  cases integer not null,
  sum_px bigint not null,
  sum_py bigint not null,
  constraint case_grid_pk primary key (zoom, x, y, cell, town_code, status)
);
