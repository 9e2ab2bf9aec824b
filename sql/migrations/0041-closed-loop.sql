-- The closed loop's remaining stages.
--
-- For metrics: read view counted_case (sql/functions/counted_case.sql), not case_file. It leaves out what was merged into
-- another case (the same problem, counted there) and what was cancelled (作废), and says of each case what its clock came to.

-- A case that turned out to be the same problem as another. Its log and its records stay; the other one is worked.
alter table case_file add column merged_into uuid constraint case_file_merged_into_exists references case_file;
alter table case_file add constraint case_file_not_merged_into_itself check (merged_into <> id);
alter table case_file add constraint case_file_merged_says_into_what check ((status = 'merged') = (merged_into is not null));
create index case_file_merged on case_file (merged_into) where merged_into is not null;

-- 申诉: once per overdue case. Granted, the lateness stays on record and the figures exempt it.
alter table case_clock add column appeals smallint not null default 0 constraint case_clock_appealed_once_at_most check (appeals <= 1);
alter table case_clock add column appeal text constraint case_clock_appeal_known check (appeal in ('pending', 'granted', 'refused'));

-- A category whose reports are looked at on site before they are filed (核实).
alter table category add column verify_before_filing boolean not null default false;
