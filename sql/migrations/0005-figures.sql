-- Figures: facts rolled up to days, the days that changed since, and the frozen months.
create table daily_figure (
  metric text not null,
  day date not null,
  organisation_code text,
  town_code text,
  category_code text,
  quantity numeric not null,
  constraint daily_figure_key unique nulls not distinct (metric, day, organisation_code, town_code, category_code)
);

-- Insert-only: a change adds a row, the rollup deletes the rows that its snapshot saw. So a change that commits while
-- the rollup runs leaves its own row behind and is counted the next time.
create table dirty_day (
  id uuid not null default gen_random_uuid() constraint dirty_day_pk primary key,
  day date not null,
  marked_at timestamptz not null default now()
);
create index dirty_day_day on dirty_day (day);

-- The definition by which a metric's days were rolled up; another one makes all its days dirty.
create table rolled_metric (
  metric text constraint rolled_metric_pk primary key,
  sha256 bytea not null
);

-- A closed month. figures is what was frozen, sha256 that of its canonical JSON, changes what differs from the revision before.
create table bulletin_revision (
  month date not null constraint bulletin_revision_month_starts check (month = date_trunc('month', month)::date),
  revision integer not null constraint bulletin_revision_counts_from_1 check (revision >= 1),
  closed_at timestamptz not null,
  figures jsonb not null,
  sha256 bytea not null,
  changes jsonb not null default '[]',
  constraint bulletin_revision_pk primary key (month, revision)
);
