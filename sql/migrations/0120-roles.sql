-- Roles and their rights are data: who may do what stands in sql/reference/roles.sql, which is applied again whenever it changes.
-- The roles are entered here too, because accounts that were made before hold them.
create table role (
  code text constraint role_pk primary key,
  position smallint not null,
  name text not null,
  name_en text not null,
  scope text not null constraint role_scope_known check (scope in ('own', 'city'))
);

create table operation (
  code text constraint operation_pk primary key,
  position smallint not null,
  name text not null,
  name_en text not null
);

create table role_right (
  role text not null constraint role_right_role_exists references role on delete cascade,
  operation text not null constraint role_right_operation_exists references operation on delete cascade,
  reach text not null constraint role_right_reach_known check (reach in ('scope', 'own', 'city')),
  constraint role_right_pk primary key (role, operation)
);

insert into role (code, position, name, name_en, scope) values
  ('officer', 1, '巡查员', 'Officer', 'own'),
  ('dispatcher', 2, '派遣员', 'Dispatcher', 'city'),
  ('handler', 3, '处置人员', 'Handler', 'own'),
  ('verifier', 4, '核查员', 'Verifier', 'city'),
  ('supervisor', 5, '监督人员', 'Supervisor', 'city'),
  ('admin', 6, '管理员', 'Administrator', 'city'),
  ('contractor', 7, '管养单位', 'Contractor', 'own');

alter table account drop constraint account_role_known;
alter table account add constraint account_role_exists foreign key (role) references role;
