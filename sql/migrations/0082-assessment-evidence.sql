-- Where a finding was made; its photos are attachments of its id, like those of a report.
alter table assessment
  add column position geometry(Point, 4326),
  add column raw_lon double precision,
  add column raw_lat double precision,
  add column coord_system text;
alter table assessment add constraint assessment_position_with_source
  check ((position is null) = (coord_system is null) and (position is null) = (raw_lon is null) and (position is null) = (raw_lat is null));
create index assessment_newest on assessment (found_on desc, id desc);
