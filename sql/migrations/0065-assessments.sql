-- What towns and contractors lose points and fees for: the standard they are held against, the shares of the town
-- appearance index (市容环境卫生指数), and what inspectors found. All of it is configuration but the findings.
create table index_component (
  code text constraint index_component_pk primary key constraint index_component_code_form check (code ~ '^[a-z][a-z_]{0,30}$'),
  name text not null,
  name_en text not null,
  weight numeric not null constraint index_component_weight_range check (weight > 0 and weight <= 100), -- the points that a town starts with
  ordinal integer not null
);

-- Dongguan's shares: dynamic 70, mechanism 20, toilets 10.
insert into index_component (code, name, name_en, weight, ordinal) values
  ('dynamic', '动态测评', 'Dynamic inspection', 70, 1),
  ('mechanism', '长效机制', 'Lasting mechanism', 20, 2),
  ('toilets', '公厕管理', 'Toilets', 10, 3);

-- The deduction standard (扣分标准). A finding keeps what its item came to on the day it was recorded.
create table assessment_item (
  code text constraint assessment_item_pk primary key,
  subject text not null constraint assessment_item_subject_known check (subject in ('town', 'contractor')),
  component_code text constraint assessment_item_component_exists references index_component,
  category_code text constraint assessment_item_category_exists references category,
  name text not null,
  unit text not null,
  points numeric not null constraint assessment_item_points_range check (points >= 0 and points <= 100), -- for each
  fee_yuan numeric not null default 0 constraint assessment_item_fee_range check (fee_yuan >= 0), -- for each; contractors alone
  is_in_use boolean not null default true,
  constraint assessment_item_component_of_towns check ((subject = 'town') = (component_code is not null)),
  constraint assessment_item_fee_of_contractors check (subject = 'contractor' or fee_yuan = 0)
);

insert into assessment_item (code, subject, component_code, name, unit, points, fee_yuan) values
  ('T01', 'town', 'dynamic', '乱拉挂、“三线”不整齐', '处', 0.2, 0),
  ('T02', 'town', 'dynamic', '“牛皮癣”未清理', '处', 0.1, 0),
  ('T03', 'town', 'dynamic', '乱堆放', '处', 0.2, 0),
  ('T04', 'town', 'dynamic', '流动摊贩', '处', 0.2, 0),
  ('T05', 'town', 'dynamic', '占道经营', '处', 0.2, 0),
  ('T06', 'town', 'dynamic', '暴露垃圾', '处', 0.3, 0),
  ('T11', 'town', 'mechanism', '转办问题逾期未办结', '宗', 0.5, 0),
  ('T12', 'town', 'mechanism', '督办函逾期未复', '份', 1, 0),
  ('T21', 'town', 'toilets', '公厕不洁、有异味', '座次', 0.3, 0),
  ('T22', 'town', 'toilets', '公厕缺纸、缺洗手液', '座次', 0.2, 0),
  ('C01', 'contractor', null, '作业不达标', '处', 0.5, 200),
  ('C02', 'contractor', null, '未按要求到岗', '人次', 0.5, 100),
  ('C03', 'contractor', null, '整改逾期', '宗', 1, 500),
  ('C04', 'contractor', null, '设施维护不及时', '处', 0.5, 300),
  ('C05', 'contractor', null, '安全作业不规范', '次', 2, 1000);

create table assessment (
  id uuid constraint assessment_pk primary key, -- made by the client, so that a repeat is the same finding
  item_code text not null constraint assessment_item_exists references assessment_item,
  town_code text constraint assessment_town_exists references town,
  contractor_code text constraint assessment_contractor_exists references organisation,
  found_on date not null,
  times integer not null constraint assessment_times_range check (times between 1 and 1000),
  points numeric not null constraint assessment_points_range check (points >= 0),
  fee_yuan numeric not null constraint assessment_fee_range check (fee_yuan >= 0),
  report_id uuid constraint assessment_report_exists references report,
  case_id uuid constraint assessment_case_exists references case_file,
  note text,
  recorded_by uuid constraint assessment_recorder_exists references account,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by uuid constraint assessment_withdrawer_exists references account,
  withdrawn_because text,
  constraint assessment_has_subject check (town_code is not null or contractor_code is not null),
  constraint assessment_withdrawn_with_reason check ((withdrawn_at is null) = (withdrawn_because is null))
);
create index assessment_day on assessment (found_on);
create index assessment_report on assessment (report_id);
create index assessment_case on assessment (case_id);
