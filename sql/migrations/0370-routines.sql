-- Routine checks (周期检查): what is looked at how often, each check that comes due as a row, and the checks that were
-- made.

create table routine (
  code text constraint routine_pk primary key
    constraint routine_code_is_a_name check (code ~ '^[a-z][a-z0-9_]{0,62}$'),
  name text not null,
  name_en text not null,
  planned_through date,
  ended_on date
);
comment on table routine is 'What is looked at again and again; what its checks are is its versions''.';
comment on column routine.planned_through is 'Its checks that open up to this day are rows of due_check.';
comment on column routine.ended_on is 'No check opens on this day or later; null: it goes on.';

create table routine_version (
  routine_code text not null constraint routine_version_routine_exists references routine,
  valid_from date not null,
  facility_type text constraint routine_version_facility_type_exists references facility_kind,
  towns text[],
  organisations text[],
  facilities text[],
  place_name text,
  place_position geometry(Point, 4326),
  place_town_code text constraint routine_version_place_town_exists references town,
  rule text,
  every_working_days integer
    constraint routine_version_working_days_range check (every_working_days between 1 and 250),
  starts_on date not null,
  window_days integer not null constraint routine_version_window_range check (window_days between 1 and 366),
  grace_days integer not null constraint routine_version_grace_range check (grace_days between 0 and 366),
  organisation_code text constraint routine_version_organisation_exists references organisation,
  category_code text not null constraint routine_version_category_exists references category,
  problems jsonb not null,
  distance_metres integer not null
    constraint routine_version_distance_range check (distance_metres between 10 and 5000),
  escalation text not null
    constraint routine_version_escalation_known check (escalation in ('none', 'notice', 'case')),
  escalation_category_code text constraint routine_version_escalation_category_exists references category,
  changed_at timestamptz not null,
  changed_by uuid constraint routine_version_changed_by_exists references account,
  constraint routine_version_pk primary key (routine_code, valid_from),
  constraint routine_version_of_facilities_or_a_place check (
    (facility_type is null) = (place_position is not null and place_name is not null and place_town_code is not null)),
  constraint routine_version_has_one_rule check ((rule is null) <> (every_working_days is null)),
  constraint routine_version_escalates_by_a_category check (
    (escalation = 'case') = (escalation_category_code is not null))
);
comment on table routine_version is 'A routine from a day on, until the day of the next version.';
comment on column routine_version.facility_type is 'Facilities of this type, of the towns, organisations and codes that '
  'are listed (null: any); null for a place.';
comment on column routine_version.rule is 'An RRULE of RFC 5545 in whole days: FREQ=WEEKLY;BYDAY=MO.';
comment on column routine_version.every_working_days is
  'In place of a rule: every so many days of the working calendar.';
comment on column routine_version.window_days is 'Days in which a check is on time, the first one included.';
comment on column routine_version.grace_days is 'Days after these in which it is done late; then it is missed.';
comment on column routine_version.organisation_code is
  'Whose checks they are; null: of whoever looks after the facility.';
comment on column routine_version.category_code is 'An inspection; its form is the one that is filled in.';
comment on column routine_version.problems is 'Answers that are problems: [{"field","choices":[],"category"}].';
comment on column routine_version.distance_metres is 'A check from farther away is flagged.';

-- Days are the city's. A check's days end where the next one of the same facility opens, so that a day is of one check.
-- Organisation, town and category are copied from rows that refer to them: 65,000 checks are planned in one statement,
-- and
-- each further reference would be looked up for each.
create table due_check (
  id uuid not null default gen_random_uuid() constraint due_check_pk primary key,
  routine_code text not null,
  valid_from date not null,
  facility_id uuid constraint due_check_facility_exists references facility,
  opens_on date not null,
  due_on date not null,
  ends_on date not null,
  organisation_code text not null,
  town_code text not null,
  category_code text not null,
  report_id uuid,
  checked_at timestamptz,
  has_problem boolean,
  skipped_at timestamptz,
  skipped_by uuid constraint due_check_skipped_by_exists references account,
  skip_reason text,
  missed_on date,
  escalated_at timestamptz,
  case_id uuid,
  constraint due_check_version_exists foreign key (routine_code, valid_from) references routine_version,
  constraint due_check_once_a_day unique nulls not distinct (routine_code, facility_id, opens_on),
  constraint due_check_days_in_order check (opens_on <= due_on and due_on <= ends_on),
  constraint due_check_is_done_whole check (
    (report_id is null) = (checked_at is null) and (report_id is null) = (has_problem is null)),
  constraint due_check_skipped_with_a_reason check ((skipped_at is null) = (skip_reason is null)),
  constraint due_check_missed_is_not_done check (
    missed_on is null or (report_id is null and skipped_at is null and missed_on > ends_on))
);
create index due_check_due on due_check (due_on);
create index due_check_open on due_check (due_on, id)
  where report_id is null and skipped_at is null and missed_on is null;
create index due_check_open_of_organisation
  on due_check (organisation_code, due_on, id)
  where report_id is null and skipped_at is null and missed_on is null;
create index due_check_missed on due_check (due_on, id) where missed_on is not null;
create index due_check_facility on due_check (facility_id, opens_on);
comment on table due_check is 'A check that comes due, made ahead; once it has opened it is neither removed nor moved.';
comment on column due_check.due_on is 'The last day on which it is on time.';
comment on column due_check.ends_on is 'The last day on which it is done, though late.';
comment on column due_check.report_id is 'The check that counts: the first one made in its days (settle_due_check).';
comment on column due_check.missed_on is 'The day after its last one, where nobody came.';

alter table report add routine_code text constraint report_routine_exists references routine;
comment on column report.routine_code is 'It is a check of this routine.';

alter table report add about_facility_id uuid constraint report_about_facility_exists references facility;
comment on column report.about_facility_id is 'The facility that its answers name, the first of several.';
update report r set about_facility_id = (
  select f.id
  from form_version v
  cross join lateral jsonb_array_elements(v.fields) with ordinality as q (field, place)
  join facility f on f.code = r.answers ->> (q.field ->> 'code')
  where v.form_code = r.form_code and v.version = r.form_version and q.field ->> 'kind' = 'facility'
  order by q.place
  limit 1)
where r.form_code in (
  select v.form_code from form_version v cross join lateral jsonb_array_elements(v.fields) q (field)
  where q.field ->> 'kind' = 'facility');

alter table report add leftovers text[] not null default '{}';
comment on column report.leftovers is
  'Fields that were answered and not asked in the end; their answers count for nothing.';

create table routine_check (
  report_id uuid constraint routine_check_pk primary key constraint routine_check_report_exists references report,
  routine_code text not null constraint routine_check_routine_exists references routine,
  facility_id uuid constraint routine_check_facility_exists references facility,
  due_check_id uuid constraint routine_check_due_check_exists references due_check,
  checked_at timestamptz not null,
  problem_category_code text constraint routine_check_problem_category_exists references category,
  metres real not null,
  proof text not null constraint routine_check_proof_known check (proof in ('scan', 'position'))
);
create index routine_check_due on routine_check (due_check_id, checked_at, report_id);
create index routine_check_facility on routine_check (facility_id, checked_at);
create index routine_check_not_due on routine_check (routine_code) where due_check_id is null;
comment on column routine_check.due_check_id is 'In whose days it was made; null: none was due then.';
comment on column routine_check.problem_category_code is 'Of the problem that its answers tell; null: none.';
comment on column routine_check.metres is 'From the facility.';

-- A check that is missed may open a case.
alter table case_file drop constraint case_file_source_known;
alter table case_file add constraint case_file_source_known
  check (source in ('report', 'feedback', 'ponding', 'check'));
