-- A bulletin is issued with its files: what was printed once is handed out ever after, byte for byte, whatever the program,
-- the template or the machine's fonts become. Those issued before this get their files when they are next asked for.
alter table issued_bulletin add column sha256 bytea; -- of the model's canonical JSON with an empty seal.sha256; null: the seal is that of the figures
create index issued_bulletin_sha256 on issued_bulletin (sha256);

create table issued_file (
  month date not null,
  revision integer not null,
  form text not null constraint issued_file_form_known check (form in ('docx', 'xlsx', 'html', 'template')),
  content bytea not null,
  sha256 bytea not null,
  constraint issued_file_pk primary key (month, revision, form),
  constraint issued_file_bulletin_exists foreign key (month, revision) references issued_bulletin,
  constraint issued_file_sha256_is_of_content check (sha256 = sha256(content))
);
create index issued_file_sha256 on issued_file (sha256);
