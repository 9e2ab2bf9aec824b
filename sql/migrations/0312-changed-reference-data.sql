-- When reference data last changed, for clients that ask for what changed since (sql/functions/changed_at.sql). All that is
-- there is told once after the upgrade.
alter table category add changed_at timestamptz not null default now();
alter table organisation add changed_at timestamptz not null default now();
alter table town add changed_at timestamptz not null default now();
alter table grid add changed_at timestamptz not null default now();

-- Records of a form, the last first.
create index report_form on report (form_code, observed_at desc, id desc) where form_code is not null;
create index case_event_form on case_event ((detail -> 'form' ->> 'code'), at desc) where action = 'handle';
