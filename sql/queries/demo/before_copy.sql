-- What is worked out for all cases at once by after_copy is not worked out row by row.
create temporary table copied_event (like case_event) on commit drop;
alter table copied_event alter column hash drop not null;
alter table copied_event alter column recorded_at set default now();
alter table case_event disable trigger case_event_10_link;
alter table case_event disable trigger case_event_50_clock;
alter table case_event disable trigger case_event_90_notify;
alter table case_event disable trigger case_event_92_notice;
alter table case_event disable trigger case_event_95_webhook;
alter table case_file disable trigger case_grid_insert;
alter table case_file disable trigger case_file_text;
