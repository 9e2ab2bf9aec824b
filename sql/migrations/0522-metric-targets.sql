-- Targets (目标值) of rates: what the overview compares them with. Who set them and when is in the audit log.
create table metric_target (
  metric text constraint metric_target_pk primary key,
  value numeric(5, 2) not null
);
comment on table metric_target is 'The target of a rate, in percent.';
comment on column metric_target.metric is 'Its code, a file of sql/metrics.';
