-- Lines of a bulletin: a named number, from a metric over a period and a cut, with the Chinese sentence that prints it.
create table line_set (
  code text constraint line_set_pk primary key,
  name text not null,
  changed_at timestamptz not null default now(),
  changed_by uuid constraint line_set_changed_by_exists references account,
  constraint line_set_code_is_a_name check (code ~ '^[a-z][a-z0-9_]{0,62}$')
);

create table line (
  set_code text not null constraint line_set_exists references line_set on delete cascade,
  code text not null,
  ordinal integer not null,
  metric text not null,
  organisation_code text,
  town_code text,
  category_code text,
  from_day date not null,
  to_day date, -- null: up to today
  unit text, -- null: the metric's
  text text not null, -- {value} stands for the line's own number, {code} for that of another line of the set
  print text not null default 'exact' constraint line_print_known check (print in ('exact', 'about', 'over')), -- 约, 余/逾
  round_to numeric not null default 1 constraint line_round_to_positive check (round_to > 0), -- in print only
  constraint line_pk primary key (set_code, code),
  constraint line_ordinal_unique unique (set_code, ordinal) deferrable initially deferred,
  constraint line_code_is_a_name check (code ~ '^[a-z][a-z0-9_]{0,62}$'),
  constraint line_period_in_order check (to_day is null or to_day >= from_day)
);
