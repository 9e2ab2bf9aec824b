-- A report that a dispatcher enters from a call (12345 and others).
alter table report drop constraint report_source_known;
alter table report add constraint report_source_known check (source in ('patrol', 'camera', 'citizen', 'hotline'));
