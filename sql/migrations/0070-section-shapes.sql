-- A low-lying section is a stretch of road or, like an underpass or a square, an area.
alter table section alter column line type geometry(Geometry, 4326);
alter table section add constraint section_line_shape check (geometrytype(line) in ('LINESTRING', 'POLYGON'));
