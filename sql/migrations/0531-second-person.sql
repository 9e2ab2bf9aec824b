-- A fine above a sum is proposed until a second person approves it: neither who recorded it nor who corrected it.
alter table assessment
  add column approval text not null default 'none'
    constraint assessment_approval_known check (approval in ('none', 'proposed', 'approved', 'refused')),
  add column decided_by uuid constraint assessment_decider_exists references account,
  add column decided_at timestamptz,
  add column decision_note text,
  add constraint assessment_decided_by_a_second_person
    check (decided_by is null or decided_by is distinct from recorded_by),
  add constraint assessment_decided_where_it_must check (
    (approval in ('approved', 'refused')) = (decided_at is not null) and (decided_at is null) = (decided_by is null));
comment on column assessment.approval is
  'none: no second person needed; what is proposed or refused counts for nothing.';
create index assessment_proposed on assessment (found_on) where approval = 'proposed';
