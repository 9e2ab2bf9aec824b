-- Who changed the graph of steps, when, and to what (PUT /api/v1/case-steps).
create table case_step_change (
  id uuid constraint case_step_change_pk primary key,
  changed_at timestamptz not null,
  changed_by uuid not null constraint case_step_change_author_exists references account,
  before jsonb not null,
  after jsonb not null
);
