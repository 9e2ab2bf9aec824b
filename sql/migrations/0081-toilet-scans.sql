-- Times that citizens opened the page behind a toilet's code: which toilet and when, for the organisation and town that it
-- belonged to then. Nothing of who it was.
create table toilet_scan (
  id uuid constraint toilet_scan_pk primary key,
  facility_id uuid not null constraint toilet_scan_facility_exists references facility,
  organisation_code text,
  town_code text,
  scanned_at timestamptz not null
);
create index toilet_scan_day on toilet_scan (city_day(scanned_at));
