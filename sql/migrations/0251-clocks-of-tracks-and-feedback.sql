-- A phone's clock that is wrong is put right on a track and on a feedback as on a report; what it said is kept.
alter table patrol_position add device_observed_at timestamptz;
comment on column patrol_position.device_observed_at is 'observed_at as the device said it, where that cannot be right.';
alter table feedback add device_observed_at timestamptz;
comment on column feedback.device_observed_at is 'observed_at as the device said it, where that cannot be right.';
