-- The report before another one of its officer is the first of this index, however many there are of the day.
drop index report_officer;
create index report_officer on report (officer_id, observed_at, id) where officer_id is not null;
