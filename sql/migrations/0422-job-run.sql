-- Who had a job run beside its times, one row for each time.
create table job_run (
  id bigint generated always as identity constraint job_run_pk primary key,
  job text not null,
  requested_at timestamptz not null,
  requested_by uuid not null constraint job_run_account_exists references account
);
create index job_run_newest on job_run (job, requested_at desc);
comment on column job_run.job is 'A name of Jobs/Schedule.cs.';
