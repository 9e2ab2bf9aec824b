-- What putting a case right came to: a form of its own per category, filled in with the step handle. The log keeps the answers;
-- here stand the quantities of the last handling, for figures. Their day is the case's handled_at, which marks itself dirty.
alter table category add handling_form_code text constraint category_handling_form_exists references form;

create table case_measure (
  case_id uuid not null constraint case_measure_case_exists references case_file on delete cascade,
  measure text not null constraint case_measure_measure_exists references measure,
  quantity numeric not null,
  constraint case_measure_pk primary key (case_id, measure)
);
create index case_measure_measure on case_measure (measure, case_id);
