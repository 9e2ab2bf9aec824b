-- A routine may be about a document: a log that is written (监理日志), a scan of a system's weaknesses. It has a name and
-- counts for a town, whose centre stands for its position; there is nothing to be near to.
alter table routine_version add is_document boolean not null default false;
alter table routine_version add constraint routine_version_document_is_no_facility
  check (not is_document or facility_type is null);
comment on column routine_version.is_document is
  'place_name is the name of a document, and place_position stands for it alone.';
