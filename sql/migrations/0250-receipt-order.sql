-- What a phone is told when it asks what became of its reports since it last asked. A transaction's id is known when it
-- begins and its rows are seen when it ends; so the cursor is the oldest transaction that was still under way, and
-- nothing is missed. Rows from before have none and are told once.
alter table case_event add stored_in xid8;
alter table case_event alter stored_in set default pg_current_xact_id();
comment on column case_event.stored_in is 'The transaction that wrote it; no part of the hash.';
alter table report add stored_in xid8;
alter table report alter stored_in set default pg_current_xact_id();
comment on column report.stored_in is 'The transaction that wrote it, or that last corrected or withdrew it.';

-- Lists of reports and of patrols, newest first.
create index report_newest on report (observed_at desc, id desc);
create index patrol_newest on patrol (started_at desc, id desc);
