-- What figures are made of, in two lists: the tables whose changes move figures, and the kinds of records that a fact
-- can be.
-- A metric over a table or a record that is not here is not adopted (Features/Statistics/CheckMetric.cs).

-- The days whose figures a change may move.
-- code: names the trigger and its function. table_name, events: what is watched. condition: which rows, in terms of old
-- and new.
-- days: a query of one column over {row}, the row as it was and as it is (or over new, where both have the same days).
-- level: row for what is written one by one and often, by people who wait, and for what is rare: a tenth of the cost of
-- a statement's trigger for a single row. statement for what comes in bulk, as reports and their cases do, in groups.
drop view if exists day_mark;
create view day_mark (code, table_name, level, events, condition, days) as values
  ('patrol', 'patrol', 'statement', 'insert or update or delete', null, 'select city_day({row}.started_at)'),

  ('report_new', 'report', 'statement', 'insert', null, 'select city_day({row}.observed_at)'),
  ('report', 'report', 'row', 'update or delete', null, 'select city_day({row}.observed_at)'),
  -- Of several reports of one problem one counts; which one, follows from all of them
  -- (sql/functions/problem_report.sql).
  ('report_of_problem', 'report', 'row', 'update', $$
    new.case_id is not null
    and (old.withdrawn_at, old.case_id, old.patrol_id, old.facility_id, old.observed_at,
      'foreign_patrol' = any (old.flags))
    is distinct from (new.withdrawn_at, new.case_id, new.patrol_id, new.facility_id, new.observed_at,
      'foreign_patrol' = any (new.flags))$$,
    'select city_day(o.observed_at) from cases_of_problem(new.case_id) same (id) join report o on o.case_id = same.id'),
  -- What a report measured and showed counts on the day of the report, or of another one of its problem.
  ('report_measure', 'report_measure', 'statement', 'insert or update or delete', null, $$
    select city_day(p.observed_at) from report p where p.id = {row}.report_id
    union all
    select city_day(o.observed_at)
    from report p
    join case_file c on c.id = p.case_id
      and (c.merged_into is not null or exists (select from case_file m where m.merged_into = c.id))
    cross join lateral cases_of_problem(c.id) same (id)
    join report o on o.case_id = same.id
    where p.id = {row}.report_id$$),
  ('attachment', 'attachment', 'statement', 'insert or delete', null,
    'select city_day(p.observed_at) from report p where p.id = {row}.subject_id'),

  ('case_file_new', 'case_file', 'statement', 'insert', null, $$
    values (city_day({row}.reported_at)), (city_day({row}.filed_at)), (city_day({row}.dispatched_at)),
      (city_day({row}.handled_at)), (city_day({row}.closed_at)), (city_day({row}.transferred_at))$$),
  ('case_file', 'case_file', 'row', 'update or delete', null, $$
    values (city_day({row}.reported_at)), (city_day({row}.filed_at)), (city_day({row}.dispatched_at)),
      (city_day({row}.handled_at)), (city_day({row}.closed_at)), (city_day({row}.transferred_at))$$),
  -- The figures that know a case by its log, its clock and its letters: where the case counts for another organisation,
  -- town, category or toilet, or does not count any more.
  ('case_file_elsewhere', 'case_file', 'row', 'update', $$
    (old.organisation_code, old.town_code, old.category_code, old.facility_id, old.source, old.merged_into,
      old.status = 'cancelled', old.status = 'not_accepted',
      old.status in ('pending_verify', 'pending_register', 'pending_dispatch'), old.handled_at is null,
      old.closed_at is null)
    is distinct from (
      new.organisation_code, new.town_code, new.category_code, new.facility_id, new.source, new.merged_into,
      new.status = 'cancelled', new.status = 'not_accepted',
      new.status in ('pending_verify', 'pending_register', 'pending_dispatch'), new.handled_at is null,
      new.closed_at is null)$$, $$
    select city_day(k.deadline) from case_clock k where k.case_id = new.id
    union select city_day(e.at) from case_event e
      where e.case_id = new.id and e.action in ('reject', 'rework', 'extend', 'suspend')
    union select l.issued_on from letter_case k join letter l on l.id = k.letter_id where k.case_id = new.id$$),
  -- A report counts by what became of its problem (sql/functions/problem_report.sql); what it measured, until the
  -- problem is handled (metric work). It counts for the category and the town that the desk gave the case.
  ('case_file_reports', 'case_file', 'row', 'update', $$
    (old.status = 'cancelled', old.status = 'not_accepted', old.merged_into, old.handled_at is null, old.category_code,
      old.moved_town_code)
    is distinct from (new.status = 'cancelled', new.status = 'not_accepted', new.merged_into, new.handled_at is null,
      new.category_code, new.moved_town_code)$$, $$
    select city_day(r.observed_at) from cases_of_problem({row}.id) same (id) join report r on r.case_id = same.id
    union select city_day(r.observed_at)
      from cases_of_problem({row}.merged_into) same (id) join report r on r.case_id = same.id$$),
  -- A case closed in time counts on the day of its closing; its clock, or an appeal, may change after that.
  ('case_clock', 'case_clock', 'row', 'insert or update or delete', null, $$
    select city_day({row}.deadline)
    union select city_day(c.closed_at) from case_file c where c.id = {row}.case_id$$),
  -- Steps that are counted themselves, and that a due case is counted by. What they do to the case and its clock marks
  -- the other days.
  ('case_event', 'case_event', 'row', 'insert', $$new.action in ('reject', 'rework', 'extend', 'suspend')$$, $$
    select city_day(new.at) union select city_day(k.deadline) from case_clock k where k.case_id = new.case_id$$),
  ('case_measure', 'case_measure', 'row', 'insert or update or delete', null,
    $$select city_day(c.handled_at) from case_file c where c.id = {row}.case_id
    union select city_day(r.observed_at) from cases_of_problem({row}.case_id) same (id)
      join report r on r.case_id = same.id$$),

  -- A case in several letters is one lead, of the first of them: the days of all may move.
  ('letter', 'letter', 'row', 'insert or update or delete', null, 'select {row}.issued_on'),
  ('letter_elsewhere', 'letter', 'row', 'update',
    '(old.issued_on, old.kind, old.withdrawn_at) is distinct from (new.issued_on, new.kind, new.withdrawn_at)', $$
    select l.issued_on from letter_case k join letter_case o on o.case_id = k.case_id
      join letter l on l.id = o.letter_id
    where k.letter_id = new.id$$),
  ('letter_case', 'letter_case', 'row', 'insert or update or delete', null, $$
    select l.issued_on from letter l where l.id = {row}.letter_id
    union select l.issued_on from letter_case o join letter l on l.id = o.letter_id where o.case_id = {row}.case_id$$),
  ('penalty', 'penalty', 'row', 'insert or update or delete', null, 'select {row}.decided_on'),

  ('feedback', 'feedback', 'statement', 'insert or update or delete', null, 'select city_day({row}.received_at)'),
  ('feedback_kind', 'feedback_kind', 'row', 'update', 'old.category_code is distinct from new.category_code',
    'select city_day(f.received_at) from feedback f where f.facility_type = new.facility_type and f.kind = new.code'),
  -- A check counts on the last day on which it is on time, whatever becomes of it.
  ('due_check', 'due_check', 'statement', 'insert or update or delete', null, 'select {row}.due_on'),
  -- A scan is neither changed nor removed.
  ('toilet_scan', 'toilet_scan', 'statement', 'insert', null, 'select city_day({row}.scanned_at)'),

  ('facility', 'facility', 'statement', 'insert or delete', null, 'select city_day({row}.created_at)'),
  -- A feedback counts for its toilet's organisation and town, a case at a toilet for as long as it is one.
  ('facility_elsewhere', 'facility', 'row', 'update',
    $$(old.organisation_code, old.town_code, old.type, old.created_at, old.status = 'removed')
      is distinct from (new.organisation_code, new.town_code, new.type, new.created_at, new.status = 'removed')$$, $$
    select city_day({row}.created_at)
    union select city_day(f.received_at) from feedback f where f.facility_id = {row}.id$$),
  ('facility_type', 'facility', 'row', 'update', 'old.type <> new.type', $$
    select d.day from case_file c left join case_clock k on k.case_id = c.id
    cross join lateral (values (city_day(c.reported_at)), (city_day(c.filed_at)), (city_day(c.handled_at)),
      (city_day(k.deadline))) d (day)
    where c.facility_id = new.id$$),

  ('ponding_event', 'ponding_event', 'statement', 'insert or update or delete', null,
    'select city_day({row}.opened_at)'),
  -- An event's minutes count on their own days; where it is merged or withdrawn they do not count any more.
  ('ponding_event_elsewhere', 'ponding_event', 'row', 'update',
    $$(old.section_code, old.merged_into, old.withdrawn_at)
      is distinct from (new.section_code, new.merged_into, new.withdrawn_at)$$,
    'select d.spent_on from ponding_event_minutes d where d.event_id = new.id'),
  ('ponding_event_minutes', 'ponding_event_minutes', 'row', 'insert or update or delete', null,
    'select {row}.spent_on'),
  ('ponding_alarm', 'ponding_alarm', 'statement', 'insert or update or delete', null,
    'select city_day({row}.raised_at)'),
  ('section', 'section', 'row', 'update', 'old.town_code is distinct from new.town_code', $$
    select city_day(e.opened_at) from ponding_event e where e.section_code = new.code
    union select d.spent_on from ponding_event e join ponding_event_minutes d on d.event_id = e.id
      where e.section_code = new.code
    union select city_day(a.raised_at) from ponding_alarm a where a.section_code = new.code$$),

  ('assessment', 'assessment', 'row', 'insert or update or delete', null, 'select {row}.found_on'),
  ('assessment_item', 'assessment_item', 'row', 'update',
    $$(old.component_code, old.category_code, old.subject)
      is distinct from (new.component_code, new.category_code, new.subject)$$,
    'select a.found_on from assessment a where a.item_code = new.code');

-- The kinds of records that facts can be, by their column source.
-- name, name_en: as the console and exports print them. address: where the record is read; {id} is the fact's
-- source_id, {key} what the query key gives. page: the same for a page of the console, null where there is none. key,
-- title: queries over the fact f; title is what people know the record by, its number, its name or its first words.
drop view if exists fact_source;
create view fact_source (code, name, name_en, address, page, key, title) as values
  ('patrol', '巡查', 'Patrol', '/api/v1/patrols/{id}', '/patrols/{id}', null,
    'select a.name from patrol b join account a on a.id = b.officer_id where b.id = f.source_id'),
  ('report', '上报', 'Report', '/api/v1/reports/{id}', '/reports/{id}', null,
    'select left(b.description, 60) from report b where b.id = f.source_id'),
  ('case', '案卷', 'Case', '/api/v1/cases/{id}', '/map?case={id}', null,
    'select b.number from case_file b where b.id = f.source_id'),
  ('feedback', '公众反馈', 'Feedback', '/api/v1/feedback/{key}', '/feedback/{id}',
    'select b.receipt from feedback b where b.id = f.source_id',
    'select b.name from feedback k join facility b on b.id = k.facility_id where k.id = f.source_id'),
  ('letter', '函件', 'Letter', '/api/v1/letters/{id}', '/letters/{id}', null,
    $$select b.number || ' ' || b.title from letter b where b.id = f.source_id$$),
  ('penalty', '处罚', 'Penalty', '/api/v1/penalties/{id}', null, null, null),
  ('assessment', '考核', 'Assessment', '/api/v1/assessments/{id}', null, null,
    'select b.name from assessment k join assessment_item b on b.code = k.item_code where k.id = f.source_id'),
  ('ponding', '积水事件', 'Ponding event', '/api/v1/ponding/events/{id}', null, null,
    'select b.name from ponding_event k join section b on b.code = k.section_code where k.id = f.source_id'),
  ('alarm', '涉电警报', 'Power-risk alarm', '/api/v1/ponding/alarms/{id}', null, null, null),
  ('facility', '部件', 'Facility', '/api/v1/facilities/{key}', '/map?facility={key}',
    'select b.code from facility b where b.id = f.source_id',
    'select b.name from facility b where b.id = f.source_id'),
  ('check', '周期检查', 'Routine check', '/api/v1/routines/checks/{id}', '/routines?check={id}', null,
    $$select r.name || ' ' || coalesce(b.name, '') from due_check k join routine r on r.code = k.routine_code
      left join facility b on b.id = k.facility_id where k.id = f.source_id$$),
  ('scan', '公厕扫码', 'Scan of a toilet code', '/api/v1/facilities/{key}', null,
    'select b.code from toilet_scan k join facility b on b.id = k.facility_id where k.id = f.source_id',
    'select b.name from toilet_scan k join facility b on b.id = k.facility_id where k.id = f.source_id');

select apply_day_marks();
