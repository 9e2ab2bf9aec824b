-- A facility that was collected or corrected in the field: the report is about it, and opens no case.
alter table report add facility_id uuid constraint report_facility_exists references facility;
create index report_facility on report (facility_id, observed_at) where facility_id is not null;
