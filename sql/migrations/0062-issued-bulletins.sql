-- A bulletin as it was issued: the whole model behind its print. Whatever wording, layout or names become later, this
-- revision prints as it did (guarded by sql/functions/bulletin_revision_append_only.sql).
create table issued_bulletin (
  month date not null,
  revision integer not null,
  issued_at timestamptz not null,
  model json not null,
  constraint issued_bulletin_pk primary key (month, revision),
  constraint issued_bulletin_revision_exists foreign key (month, revision) references bulletin_revision
);
