-- What a line of audit_log can say was done, in the order in which people choose from. A new table in
-- sql/functions/audit_tables.sql is a noun here. Codes are never taken away: lines refer to them.
create temporary table listed_action (
  position smallint generated always as identity,
  code text,
  name text,
  name_en text
) on commit drop;

insert into listed_action (code, name, name_en) values
  ('session.started', '登录', 'Logged in'),
  ('session.ended', '退出登录', 'Log-in ended'),
  ('session.failed', '登录失败', 'Log-in failed'),
  ('session.locked_out', '登录受限', 'Log-in held back'),
  ('session.refused', '停用账号登录', 'Log-in of a disabled account'),
  ('session.copied', '登录凭据被复制', 'Log-in ended: its token was copied'),
  ('account.made', '新增账号', 'Account made'),
  ('account.changed', '修改账号', 'Account changed'),
  ('account.password', '修改或重置密码', 'Password changed or reset'),
  ('account.disabled', '停用账号', 'Account disabled'),
  ('account.enabled', '恢复账号', 'Account enabled'),
  ('account.removed', '删除账号', 'Account removed'),
  ('rights.changed', '修改权限表', 'Rights changed'),
  ('case_steps.made', '修改办理流程', 'Case graph changed'),
  ('plate.changed', '更换二维码', 'QR code replaced'),
  ('list.exported', '导出', 'Exported'),
  ('list.imported', '导入', 'Imported'),
  ('payloads.seen', '查看原始报文', 'Payloads seen'),
  ('feedback.accepted', '采信存疑反馈', 'Doubtful feedback accepted'),
  ('phone.seen', '查看公众电话', 'Citizen''s phone number seen'),
  ('phone.erased', '公众删除个人信息', 'Citizen erased their data'),
  ('assessment.approved', '核准扣罚', 'Fine approved'),
  ('assessment.refused', '驳回扣罚', 'Fine refused'),
  ('settings.changed', '修改系统设置', 'Settings changed'),
  ('verb.run', '执行命令', 'Command run');

insert into listed_action (code, name, name_en)
select noun || '.' || done, done_zh || noun_zh, upper(left(noun_en, 1)) || substr(noun_en, 2) || ' ' || done_en
from (values
  (1, 'role', '角色', 'role'),
  (2, 'organisation', '单位', 'organisation'),
  (3, 'gateway', '网关', 'gateway'),
  (4, 'gateway_town', '网关可收警报镇街', 'town whose alerts a gateway hears'),
  (5, 'station', '水文测站', 'SL 651 station'),
  (6, 'terminal', '终端', 'terminal'),
  (7, 'terminal_sensor', '终端传感器', 'sensor of a terminal'),
  (8, 'profile', '报文格式', 'payload profile'),
  (9, 'webhook', '推送', 'webhook'),
  (10, 'category', '类别', 'category'),
  (11, 'filing_condition', '立案条件', 'filing condition'),
  (12, 'facility_type', '设施类型', 'type of facilities'),
  (13, 'subsystem', '子系统', 'subsystem'),
  (14, 'routine', '周期检查', 'routine'),
  (15, 'routine_rule', '周期检查规则', 'rule of a routine'),
  (17, 'standard', '考核标准', 'item of the standard'),
  (18, 'index', '考核指标', 'component of the index'),
  (19, 'line_set', '通报语句', 'set of sentences'),
  (20, 'calendar_day', '工作日历', 'day of the calendar'),
  (21, 'working_hours', '工作时间', 'working hours'),
  (22, 'form', '表单', 'form'),
  (23, 'key', '会话密钥', 'key of the sessions'),
  (24, 'server_secret', '系统密钥', 'secret of the server'),
  (25, 'channel', '通知渠道', 'channel of notices'),
  (26, 'channel_rule', '通知规则', 'rule of a channel'),
  (27, 'target', '目标值', 'target')
) as nouns (place, noun, noun_zh, noun_en)
cross join (values
  (1, 'made', '新增', 'made'),
  (2, 'changed', '修改', 'changed'),
  (3, 'secret', '更换密钥：', 'given a new secret'),
  (4, 'removed', '删除', 'removed')
) as doings (ordinal, done, done_zh, done_en)
where done <> 'secret' or noun in ('gateway', 'station', 'terminal', 'webhook', 'key', 'server_secret', 'channel')
order by place, ordinal;

insert into audit_action (code, position, name, name_en)
select code, position, name, name_en from listed_action
on conflict (code) do update set position = excluded.position, name = excluded.name, name_en = excluded.name_en;
