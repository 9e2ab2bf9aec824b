-- Forms as data: what is asked of a category, in versions that never change once published; the measures that their number
-- fields add up to; filing conditions with their limits.
create table form (
  code text constraint form_pk primary key,
  created_at timestamptz not null,
  constraint form_code_is_a_name check (code ~ '^[a-z][a-z0-9_]{0,62}$')
);

-- fields: an array as described in Features/Forms/FormField.cs.
create table form_version (
  form_code text not null constraint form_version_form_exists references form,
  version integer not null constraint form_version_counts_from_1 check (version >= 1),
  name text not null,
  name_en text,
  fields jsonb not null constraint form_version_fields_is_array check (jsonb_typeof(fields) = 'array'),
  changed_at timestamptz not null,
  changed_by uuid constraint form_version_changed_by_exists references account,
  published_at timestamptz,
  constraint form_version_pk primary key (form_code, version)
);
create unique index form_version_one_draft on form_version (form_code) where published_at is null;

-- What numbers in forms add up to, e.g. asphalt_m2 in ㎡. A measure means the same in every form, so its unit is fixed here.
create table measure (
  code text constraint measure_pk primary key,
  name text not null,
  name_en text,
  unit text not null,
  constraint measure_code_is_a_name check (code ~ '^[a-z][a-z0-9_]{0,62}$')
);

alter table category add form_code text constraint category_form_exists references form;

-- The version that a report's answers were filled in; both null where its category asks nothing.
alter table report
  add form_code text,
  add form_version integer,
  add constraint report_form_version_exists foreign key (form_code, form_version) references form_version match full;

create table report_measure (
  report_id uuid not null constraint report_measure_report_exists references report on delete cascade,
  measure text not null constraint report_measure_measure_exists references measure,
  quantity numeric not null,
  constraint report_measure_pk primary key (report_id, measure)
);

-- When a matter of a category is to be filed (立案条件), how long it may take (处置时限) and when it is done (结案条件).
-- The first condition of a category is the one that holds where nobody named another.
create table filing_condition (
  id uuid constraint filing_condition_pk primary key,
  category_code text not null constraint filing_condition_category_exists references category,
  ordinal integer not null,
  condition text not null,
  limit_amount numeric(7, 2) not null constraint filing_condition_limit_positive check (limit_amount > 0),
  limit_unit text not null constraint filing_condition_limit_unit_known
    check (limit_unit in ('urgent_hour', 'working_hour', 'working_day', 'natural_day')),
  closing_condition text,
  constraint filing_condition_unique unique (category_code, condition),
  constraint filing_condition_ordinal_unique unique (category_code, ordinal) deferrable initially deferred
);
