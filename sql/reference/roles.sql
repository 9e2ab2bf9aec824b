-- Who may do what: each operation with its reach for each role. Endpoints name operations (.Allow("letters.issue")),
-- the console asks can('letters.issue'), and docs/rights.md shows these tables to people.
--
-- A new role is a row of the first table and a column of the second; then write docs/rights.md anew. Steps of the case
-- graph name their roles themselves: PUT /api/v1/case-steps. A new operation is a row of the second table.
-- Applied again whenever this file changes. Roles that were entered in the database besides these stay as they are.
create temporary table listed_role on commit drop as
select * from (values
  -- scope: the records that the role sees, of its own organisation or of the city. An account's town narrows both.
  (1, 'officer', '巡查员', 'Officer', 'own'),
  (2, 'dispatcher', '派遣员', 'Dispatcher', 'city'),
  (3, 'handler', '处置人员', 'Handler', 'own'),
  (4, 'verifier', '核查员', 'Verifier', 'city'),
  (5, 'supervisor', '监督人员', 'Supervisor', 'city'),
  (6, 'admin', '管理员', 'Administrator', 'city'),
  (7, 'contractor', '管养单位', 'Contractor', 'own'),
  -- Reads the audit log and nothing else, so that nobody is judge of what they did themselves.
  (8, 'auditor', '审计员', 'Auditor', 'city')
) as listed (position, code, name, name_en, scope);

create temporary table listed_operation (
  position smallint generated always as identity,
  code text,
  reaches text,
  name text,
  name_en text
) on commit drop;

-- The columns are the roles in the order above. Reach: scope = on what the role's scope shows; own = for the account's
-- own organisation only, whatever the scope; city = for every organisation; - = not at all.
insert into listed_operation (code, reaches, name, name_en) values
  --                        officer dispatcher handler verifier supervisor admin contractor auditor
  -- Fieldwork
  ('field.read',           'scope   scope      scope   scope    scope      scope scope      -',
    '同步现场数据', 'Fetch what a phone needs offline'),
  ('reports.record',       'scope   scope      -       scope    scope      scope -          -',
    '上报问题', 'Record a report'),
  ('reports.read',         'scope   scope      scope   scope    scope      scope scope      -',
    '查看上报', 'See reports'),
  ('patrols.record',       'own     -          -       own      city       city  -          -',
    '记录巡查', 'Record a patrol'),
  ('patrols.read',         'scope   scope      scope   scope    scope      scope scope      -',
    '查看巡查', 'See patrols'),
  ('records.correct',      'scope   scope      -       scope    scope      scope -          -',
    '更正、撤回本人的上报和巡查', 'Correct or withdraw own reports and patrols'),
  ('records.correct_all',  '-       scope      -       -        scope      scope -          -',
    '更正、撤回他人的上报、巡查和公众反馈', 'Correct or withdraw the reports, patrols and citizens'' feedback of others'),
  ('photos.read',          'scope   scope      scope   scope    scope      scope scope      -',
    '查看照片', 'See photos'),
  ('feedback.read',        'scope   scope      scope   scope    scope      scope scope      -',
    '查看公众反馈', 'See feedback on facilities'),
  ('feedback.accept',      '-       -          -       -        scope      -     -          -',
    '采信存疑的公众反馈', 'Let the stars of doubtful feedback count'),
  -- Not the administrator's: who runs the system calls nobody back.
  ('feedback.phone',       '-       scope      -       -        scope      -     -          -',
    '查看反馈人完整电话', 'See a citizen''s phone number in full'),
  -- Cases
  ('cases.read',           'scope   scope      scope   scope    scope      scope scope      -',
    '查看案件', 'See cases'),
  ('cases.step',           'scope   scope      scope   scope    scope      scope scope      -',
    '办理案件（各步骤见下表）', 'Work on cases (steps: see below)'),
  ('checks.drawn',         'scope   scope      scope   scope    scope      -     scope      -',
    '参加抽查抽签', 'Be drawn to check a case'),
  ('case_steps.read',      'scope   scope      scope   scope    scope      scope scope      -',
    '查看办理流程', 'See the case graph'),
  ('case_steps.change',    '-       -          -       -        -          scope -          -',
    '修改办理流程', 'Change the case graph'),
  -- Letters and penalties
  ('letters.read',         'scope   scope      scope   scope    scope      scope scope      -',
    '查看函件', 'See letters'),
  ('letters.issue',        '-       own        -       -        city       city  -          -',
    '发函', 'Issue a letter'),
  ('letters.answer',       'own     own        own     own      city       city  own        -',
    '复函', 'Answer a letter'),
  ('letters.withdraw',     '-       own        -       -        city       city  -          -',
    '撤回函件', 'Withdraw a letter'),
  ('penalties.read',       'scope   scope      scope   scope    scope      scope scope      -',
    '查看行政处罚', 'See penalties'),
  ('penalties.record',     '-       own        own     -        city       city  -          -',
    '登记行政处罚', 'Record a penalty'),
  ('penalties.correct',    '-       own        own     -        city       city  -          -',
    '更正、撤回行政处罚', 'Correct or withdraw a penalty'),
  -- Assessment
  ('assessments.read',     'city    city       city    city     city       city  own        -',
    '查看考核扣分', 'See findings and scores'),
  ('assessments.record',   'scope   scope      -       scope    scope      scope -          -',
    '登记考核扣分', 'Record a finding'),
  ('assessments.withdraw', '-       -          -       -        scope      scope -          -',
    '更正、撤销考核扣分', 'Correct or withdraw a finding'),
  ('assessments.approve',  '-       -          -       -        scope      scope -          -',
    '核准大额扣罚', 'Approve a fine above the sum of one person'),
  ('standard.change',      '-       -          -       -        scope      scope -          -',
    '修改考核标准', 'Change the deduction standard'),
  -- Figures and bulletins
  ('figures.read',         'scope   scope      scope   scope    scope      scope scope      -',
    '查看统计', 'See figures and their evidence'),
  ('lines.read',           'scope   scope      scope   scope    scope      scope scope      -',
    '查看通报语句', 'See notice sentences'),
  ('lines.fill',           '-       scope      -       scope    scope      scope -          -',
    '生成通报语句', 'Fill notice sentences with figures'),
  ('lines.change',         '-       -          -       -        scope      scope -          -',
    '修改通报语句', 'Change notice sentences'),
  ('bulletins.read',       'scope   scope      scope   scope    scope      scope -          -',
    '查看月报', 'Read bulletins'),
  ('bulletins.issue',      '-       -          -       -        scope      scope -          -',
    '签发月报', 'Issue a bulletin'),
  -- Ponding
  ('ponding.read',         'scope   scope      scope   scope    scope      scope scope      -',
    '查看积水', 'See ponding and its alarms'),
  ('alarms.handle',        '-       scope      scope   -        scope      scope -          -',
    '处置涉电警报', 'Handle alarms at street lamps'),
  ('sections.read',        'scope   scope      scope   scope    scope      scope scope      -',
    '查看易积水路段', 'See low-lying sections'),
  ('sections.change',      '-       -          -       -        scope      scope -          -',
    '修改易积水路段', 'Change low-lying sections'),
  ('sections.import',      '-       -          -       -        -          scope -          -',
    '导入易积水路段', 'Import low-lying sections'),
  -- Sensors and gateways
  ('sensors.read',         'scope   scope      scope   scope    scope      scope scope      -',
    '查看传感器', 'See sensors and readings'),
  ('sensors.change',       '-       -          -       -        -          scope -          -',
    '修改传感器', 'Change sensors'),
  ('sensors.import',       '-       -          -       -        -          scope -          -',
    '导入传感器', 'Import sensors'),
  ('gateways.read',        '-       -          -       -        scope      scope -          -',
    '查看网关', 'See gateways'),
  ('gateways.change',      '-       -          -       -        -          scope -          -',
    '修改网关', 'Change gateways'),
  ('gateways.command',     '-       -          -       -        -          scope -          -',
    '向网关发指令', 'Send commands to gateways'),
  ('rejections.read',      '-       -          -       -        -          scope -          -',
    '查看被拒消息', 'See rejected messages'),
  ('rejections.replay',    '-       -          -       -        -          scope -          -',
    '重放被拒消息', 'Replay rejected messages'),
  -- Facilities
  ('facilities.read',      'scope   scope      scope   scope    scope      scope scope      -',
    '查看设施', 'See facilities'),
  ('facilities.change',    'own     own        own     own      own        city  own        -',
    '登记或修改设施', 'Enter or change a facility'),
  ('facilities.import',    '-       -          -       -        -          scope -          -',
    '导入设施', 'Import facilities'),
  ('facility_types.read',  'scope   scope      scope   scope    scope      scope scope      -',
    '查看设施类型', 'See types of facilities'),
  ('facility_types.change', '-      -          -       -        -          scope -          -',
    '修改设施类型', 'Change types of facilities'),
  ('subsystems.read',      'scope   scope      scope   scope    scope      scope scope      -',
    '查看子系统', 'See subsystems'),
  ('subsystems.change',    '-       -          -       -        -          scope -          -',
    '导入、移除子系统', 'Bring in or take away a subsystem'),
  ('routines.read',        'scope   scope      scope   scope    scope      scope scope      -',
    '查看周期检查', 'See routine checks'),
  ('routines.change',      '-       -          -       -        -          scope -          -',
    '设置周期检查', 'Set up routine checks'),
  ('checks.record',        'scope   scope      scope   scope    scope      scope scope      -',
    '完成、跳过周期检查', 'Make or skip routine checks'),
  ('plates.replace',       '-       -          -       -        -          scope -          -',
    '更换二维码', 'Replace a QR code'),
  -- Map
  ('map.read',             'scope   scope      scope   scope    scope      scope scope      -',
    '查看地图', 'See the map'),
  ('notices.read',         'scope   scope      scope   scope    scope      scope scope      -',
    '查看通知', 'Read the own inbox'),
  ('events.follow',        'scope   scope      scope   scope    scope      scope scope      -',
    '接收实时消息', 'Follow live events'),
  -- Reference data
  ('organisations.read',   'scope   scope      scope   scope    scope      scope scope      -',
    '查看镇街和单位', 'See towns and organisations'),
  ('organisations.change', '-       -          -       -        -          scope -          -',
    '修改单位', 'Change organisations'),
  ('towns.import',         '-       -          -       -        -          scope -          -',
    '导入镇街边界', 'Import the boundaries of towns'),
  ('grids.read',           'scope   scope      scope   scope    scope      scope scope      -',
    '查看网格', 'See grids'),
  ('grids.import',         '-       -          -       -        -          scope -          -',
    '导入网格', 'Import grids'),
  ('categories.read',      'scope   scope      scope   scope    scope      scope scope      -',
    '查看类别', 'See categories'),
  ('categories.change',    '-       -          -       -        -          scope -          -',
    '修改类别', 'Change categories'),
  ('forms.read',           'scope   scope      scope   scope    scope      scope scope      -',
    '查看表单', 'See forms'),
  ('forms.change',         '-       -          -       -        -          scope -          -',
    '修改表单', 'Change forms'),
  ('calendar.read',        'scope   scope      scope   scope    scope      scope scope      -',
    '查看工作日历', 'See the working calendar'),
  ('calendar.change',      '-       -          -       -        -          scope -          -',
    '修改工作日历', 'Change the working calendar'),
  -- Administration
  ('accounts.manage',      '-       -          -       -        -          scope -          -',
    '管理账号', 'Manage accounts'),
  ('webhooks.manage',      '-       -          -       -        -          scope -          -',
    '管理推送', 'Manage webhooks'),
  ('channels.manage',      '-       -          -       -        -          scope -          -',
    '管理通知渠道', 'Manage channels of notices'),
  ('targets.change',       '-       -          -       -        -          scope -          -',
    '修改目标值', 'Change targets'),
  ('jobs.watch',           '-       -          -       -        -          scope -          -',
    '查看后台任务', 'See background jobs'),
  ('jobs.run',             '-       -          -       -        -          scope -          -',
    '立即运行后台任务', 'Run background jobs now'),
  ('settings.read',        '-       -          -       -        -          scope -          -',
    '查看系统设置', 'See the settings in force'),
  ('audit.read',           '-       -          -       -        -          -     -     scope',
    '查看审计日志', 'Read the audit log');

do $$
declare
  wrong text;
begin
  select format('%s has %s reaches, but there are %s roles; each role has a column', code, cells, roles) into wrong
  from (select code, cardinality(regexp_split_to_array(reaches, '\s+')) as cells from listed_operation) o,
    (select count(*) as roles from listed_role) r
  where cells <> roles
  limit 1;
  if wrong is not null then
    raise exception 'sql/reference/roles.sql: %.', wrong;
  end if;
end $$;

insert into role (code, position, name, name_en, scope)
select code, position, name, name_en, scope from listed_role
on conflict (code) do update set
  position = excluded.position, name = excluded.name, name_en = excluded.name_en, scope = excluded.scope
where (role.position, role.name, role.name_en, role.scope)
  is distinct from (excluded.position, excluded.name, excluded.name_en, excluded.scope);

delete from operation where code not in (select code from listed_operation);
insert into operation (code, position, name, name_en)
select code, position, name, name_en from listed_operation
on conflict (code) do update set position = excluded.position, name = excluded.name, name_en = excluded.name_en;

-- What differs alone, so that audit_log says what a new version changes.
create temporary table listed_right on commit drop as
select r.code as role, o.code as operation, cell.reach
from listed_operation o
cross join regexp_split_to_table(o.reaches, '\s+') with ordinality as cell (reach, column_number)
join listed_role r on r.position = cell.column_number
where cell.reach <> '-';

delete from role_right r
where r.role in (select code from listed_role)
  and not exists (select from listed_right l where l.role = r.role and l.operation = r.operation);
insert into role_right as r (role, operation, reach)
select role, operation, reach from listed_right
on conflict (role, operation) do update set reach = excluded.reach where r.reach <> excluded.reach;
