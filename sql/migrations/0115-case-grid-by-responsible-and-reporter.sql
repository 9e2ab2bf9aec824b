-- The grid counts cases by what decides who may see them (sql/functions/visible_to.sql): the responsible organisation,
-- the one that reported, the town. So the map is narrowed by the same function as the lists. Beside these rows it keeps
-- their totals by town, for those who see every case: they are many, and would read ten times as much.
-- sql/functions/case_grid.sql fills it.
drop trigger if exists case_grid_insert on case_file;
drop trigger if exists case_grid_update on case_file;
drop table case_grid;
drop function if exists case_grid_viewers;

create table case_grid (
  is_total boolean not null, -- of all organisations
  zoom smallint not null,
  x integer not null,
  y integer not null,
  cell smallint not null,
  organisation_code text not null, -- that is to put them right; '' in a total
  reporter_organisation_code text not null, -- that reported them; '' in a total and where none did
  town_code text not null,
  register integer not null,
  dispatch integer not null,
  handle integer not null,
  to_check integer not null,
  closed integer not null,
  other integer not null,
  sum_px bigint not null, -- the cases' places in the tile's units (4096 a side): a dot sits where its cases are
  sum_py bigint not null,
  constraint case_grid_pk primary key (
    is_total, zoom, x, y, cell, organisation_code, reporter_organisation_code, town_code)
);
