-- Letters (函) on cases, and what cases and letters came to (行政处罚).
--
-- For metrics:
--   letters_issued, by kind   letter where withdrawn_at is null: day issued_on, org from_organisation_code, town town_code
--   leads_transferred         letter_case of such letters of kind 'transfer': one fact per case, day issued_on, category the case's
--   penalties                 penalty: day decided_on, org organisation_code, town town_code, category category_code
-- Changes of these tables mark their days dirty (sql/functions/letter_days.sql).
create table letter (
  id uuid constraint letter_pk primary key,
  number text not null constraint letter_number_unique unique, -- 中城函〔2026〕12号
  kind text not null constraint letter_kind_known check (kind in (
    'transfer', -- 移交函: hands leads to whoever has to act on them
    'supervision', -- 督办函: asks for what is late or was not done
    'advice')), -- 工作建议书: suggests what would keep it from happening again
  from_organisation_code text not null constraint letter_from_exists references organisation,
  to_organisation_code text not null constraint letter_to_exists references organisation,
  town_code text constraint letter_town_exists references town, -- the recipient's; null for one that works for the whole city
  title text not null,
  body text,
  issued_on date not null, -- the day it bears, in the city
  due_on date, -- the last day for an answer
  created_at timestamptz not null,
  created_by uuid constraint letter_author_exists references account,
  answer text,
  answered_at timestamptz,
  answered_by uuid constraint letter_answerer_exists references account,
  withdrawn_at timestamptz, -- it was never meant to go out; its number stays taken
  withdrawn_by uuid constraint letter_withdrawer_exists references account,
  version integer not null default 1,
  constraint letter_due_after_issue check (due_on >= issued_on),
  constraint letter_answer_is_whole check ((answer is null) = (answered_at is null)),
  constraint letter_answered_or_withdrawn check (answered_at is null or withdrawn_at is null)
);
create index letter_newest on letter (issued_on desc, id desc);
create index letter_unanswered on letter (due_on) where answered_at is null and withdrawn_at is null;

create table letter_case (
  letter_id uuid not null constraint letter_case_letter_exists references letter on delete cascade,
  case_id uuid not null constraint letter_case_case_exists references case_file,
  constraint letter_case_pk primary key (letter_id, case_id)
);
create index letter_case_case on letter_case (case_id);

create table letter_number (
  year integer constraint letter_number_pk primary key,
  last integer not null
);

-- A decision by which a case, or a letter as a whole, ended with somebody being held to account. Who that was stays in the
-- enforcement files; here stands what is counted.
create table penalty (
  id uuid constraint penalty_pk primary key,
  number text constraint penalty_number_unique unique, -- of the written decision, where there is one
  kind text not null constraint penalty_kind_known check (kind in (
    'warning', 'fine', 'confiscation', 'suspension', 'revocation', 'other')), -- 警告 罚款 没收 责令停产停业 吊销 其他
  case_id uuid constraint penalty_case_exists references case_file,
  letter_id uuid constraint penalty_letter_exists references letter,
  organisation_code text not null constraint penalty_organisation_exists references organisation, -- who decided
  town_code text constraint penalty_town_exists references town,
  category_code text constraint penalty_category_exists references category,
  decided_on date not null,
  amount_yuan numeric(14, 2) constraint penalty_amount_positive check (amount_yuan > 0),
  note text,
  created_at timestamptz not null,
  created_by uuid constraint penalty_author_exists references account,
  constraint penalty_has_a_ground check (case_id is not null or letter_id is not null),
  constraint penalty_fine_has_an_amount check (kind <> 'fine' or amount_yuan is not null)
);
create index penalty_case on penalty (case_id) where case_id is not null;
create index penalty_letter on penalty (letter_id) where letter_id is not null;
create index penalty_day on penalty (decided_on);
