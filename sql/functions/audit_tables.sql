-- Which tables leave a line in audit_log for each row that is made, changed or removed. The line is written when the
-- transaction commits: the chain is held for that moment only, and a long import keeps nobody from logging in. So a
-- migration that writes one of these tables and then alters it says "set constraints all immediate" in between.

-- What a value looks like in the log: a large one (a form) is its hash and length; an address without its query, which
-- may hold a token.
create or replace function audit_members(of_row jsonb) returns jsonb language sql immutable
  return (
    select jsonb_object_agg(key, case
      when key = 'url' then to_jsonb(regexp_replace(value #>> '{}', '\?.*$', '?…'))
      when length(value::text) <= 4000 then value
      else jsonb_build_object('sha256', encode(sha256(convert_to(value::text, 'UTF8')), 'hex'),
        'length', length(value::text))
    end)
    from jsonb_each(of_row));

-- Arguments: the noun of the actions (made, changed, removed, secret), the columns of the key, the columns that are
-- secret (a change of one is told, its value never), and those that say nothing by themselves.
create or replace function audit_row() returns trigger language plpgsql as $$
declare
  noun constant text := tg_argv[0];
  key constant text[] := string_to_array(tg_argv[1], ' ');
  secret constant text[] := string_to_array(tg_argv[2], ' ');
  quiet constant text[] := string_to_array(tg_argv[3], ' ');
  old_row jsonb;
  new_row jsonb;
  was jsonb;
  becomes jsonb;
  subject text;
  done text := case tg_op when 'INSERT' then 'made' when 'DELETE' then 'removed' else 'changed' end;
begin
  if tg_op <> 'INSERT' then
    old_row := to_jsonb(old);
  end if;
  if tg_op <> 'DELETE' then
    new_row := to_jsonb(new);
  end if;
  was := jsonb_strip_nulls(old_row - secret - quiet);
  becomes := jsonb_strip_nulls(new_row - secret - quiet);
  if tg_op = 'UPDATE' then
    if exists (select from unnest(secret) as s where old_row -> s is distinct from new_row -> s) then
      done := 'secret';
    elsif was = becomes then
      return null;
    end if;
    select jsonb_object_agg(k, was -> k), jsonb_object_agg(k, becomes -> k) into was, becomes
    from (select jsonb_object_keys(was) union select jsonb_object_keys(becomes)) as members (k)
    where was -> k is distinct from becomes -> k;
  end if;
  select string_agg(coalesce(new_row, old_row) ->> k, ' ' order by place) into subject
  from unnest(key) with ordinality as columns (k, place);
  insert into audit_log (action, subject_kind, subject_id, before, after)
  values (noun || '.' || done, noun, subject, audit_members(was), audit_members(becomes));
  return null;
end $$;

-- An account: its password, that it is let in no more or again, and the rest. A password that is only hashed anew is
-- none.
create or replace function audit_account() returns trigger language plpgsql as $$
declare
  was jsonb := case when tg_op <> 'INSERT' then jsonb_strip_nulls(to_jsonb(old)
    - array['password_hash', 'security_stamp', 'rights_since']) end;
  becomes jsonb := case when tg_op <> 'DELETE' then jsonb_strip_nulls(to_jsonb(new)
    - array['password_hash', 'security_stamp', 'rights_since']) end;
  done text;
begin
  done := case
    when tg_op = 'INSERT' then 'made'
    when tg_op = 'DELETE' then 'removed'
    when old.password_hash <> new.password_hash and old.security_stamp <> new.security_stamp then 'password'
    when old.disabled_at is null and new.disabled_at is not null then 'disabled'
    when old.disabled_at is not null and new.disabled_at is null then 'enabled'
    when was <> becomes then 'changed'
  end;
  if done is null then
    return null;
  end if;
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(k, was -> k), jsonb_object_agg(k, becomes -> k) into was, becomes
    from (select jsonb_object_keys(was) union select jsonb_object_keys(becomes)) as members (k)
    where was -> k is distinct from becomes -> k;
  end if;
  insert into audit_log (action, subject_kind, subject_id, before, after)
  values ('account.' || done, 'account', case tg_op when 'DELETE' then old.login else new.login end, was, becomes);
  return null;
end $$;

-- Log-ins and their ends. Nobody else is named: whoever logs in is the account.
create or replace function audit_session() returns trigger language plpgsql as $$
declare
  of_account constant uuid := case tg_op when 'INSERT' then new.account_id else old.account_id end;
  found_login text;
begin
  select login into found_login from account where id = of_account;
  if tg_op = 'INSERT' then
    insert into audit_log (account_id, login, action, subject_kind, subject_id)
    values (of_account, found_login, 'session.started', 'account', found_login);
  else
    insert into audit_log (action, subject_kind, subject_id, before)
    values ('session.ended', 'account', found_login, jsonb_build_object('startedAt', city_time(old.started_at)));
  end if;
  return null;
end $$;

-- Rights: a line for each statement, with all that it changes, by role and operation.
create or replace function audit_rights() returns trigger language plpgsql as $$
declare
  rights jsonb;
begin
  select jsonb_object_agg(role, of_role) into rights
  from (select role, jsonb_object_agg(operation, reach) as of_role from moved group by role) as roles;
  if rights is not null then
    insert into audit_log (action, subject_kind, subject_id, before, after)
    values ('rights.changed', 'rights', null, case when tg_op = 'DELETE' then rights end,
      case when tg_op <> 'DELETE' then rights end);
  end if;
  return null;
end $$;

do $$
declare
  of_table record;
begin
  for of_table in
    select * from (values
      -- table, noun, key, secret, says nothing
      ('role', 'role', 'code', '', 'position'),
      ('organisation', 'organisation', 'code', '', 'changed_at'),
      ('gateway', 'gateway', 'id', 'secret_sha256', 'former_secret_sha256'),
      ('gateway_alert_town', 'gateway_town', 'gateway_id town_code', '', ''),
      ('sl651_station', 'station', 'gateway_id', 'password', ''),
      ('terminal', 'terminal', 'gateway_id', 'push_token', ''),
      ('terminal_sensor', 'terminal_sensor', 'gateway_id number', '', ''),
      ('payload_profile', 'profile', 'code', '', 'changed_at'),
      ('webhook', 'webhook', 'id', 'secret', 'failures paused_until created_by'),
      ('channel', 'channel', 'id', 'address secret', 'failures rests_until created_by'),
      ('channel_rule', 'channel_rule', 'id', '', ''),
      ('metric_target', 'target', 'metric', '', ''),
      ('category', 'category', 'code', '', 'changed_at class_since'),
      ('filing_condition', 'filing_condition', 'category_code condition', '', 'id ordinal'),
      ('facility_kind', 'facility_type', 'code', '', 'changed_at'),
      ('subsystem', 'subsystem', 'code', '', ''),
      ('routine', 'routine', 'code', '', 'planned_through'),
      ('routine_version', 'routine_rule', 'routine_code valid_from', '', 'changed_at changed_by'),
      ('assessment_item', 'standard', 'code', '', ''),
      ('index_component', 'index', 'code', '', ''),
      ('line_set', 'line_set', 'code', '', 'changed_by'),
      ('calendar_day', 'calendar_day', 'day', '', 'changed_at changed_by'),
      ('working_hours', 'working_hours', 'valid_from', '', 'changed_at changed_by'),
      ('data_protection_key', 'key', 'friendly_name', 'xml', 'id'),
      ('secret', 'server_secret', 'name', 'value', '')
    ) as listed (name, noun, key, secret, quiet)
  loop
    execute format('drop trigger if exists %I on %I', of_table.name || '_90_audit', of_table.name);
    execute format(
      'create constraint trigger %I after insert or update or delete on %I deferrable initially deferred
        for each row execute function audit_row(%L, %L, %L, %L)',
      of_table.name || '_90_audit', of_table.name, of_table.noun, of_table.key, of_table.secret, of_table.quiet);
  end loop;
end $$;

-- Of forms what is published; drafts are nobody's business yet.
drop trigger if exists form_version_90_audit on form_version;
create constraint trigger form_version_90_audit after insert or update on form_version
  deferrable initially deferred for each row when (new.published_at is not null)
  execute function audit_row('form', 'form_code version', '', 'changed_at changed_by');

-- The case graph is changed as a whole, and each change keeps it before and after.
drop trigger if exists case_step_change_90_audit on case_step_change;
create constraint trigger case_step_change_90_audit after insert on case_step_change
  deferrable initially deferred for each row
  execute function audit_row('case_steps', 'id', '', 'changed_at changed_by');

-- A plate that is replaced; those that are issued come with their facility.
drop trigger if exists qr_code_90_audit on qr_code;
create constraint trigger qr_code_90_audit after update on qr_code
  deferrable initially deferred for each row when (old.replaced_at is null and new.replaced_at is not null)
  execute function audit_row('plate', 'code', '', '');

drop trigger if exists account_90_audit on account;
create constraint trigger account_90_audit after insert or update or delete on account
  deferrable initially deferred for each row execute function audit_account();

drop trigger if exists session_90_audit on session;
create constraint trigger session_90_audit after insert or delete on session
  deferrable initially deferred for each row execute function audit_session();

create or replace trigger role_right_91_audit after insert on role_right
  referencing new table as moved for each statement execute function audit_rights();
create or replace trigger role_right_92_audit after update on role_right
  referencing new table as moved for each statement execute function audit_rights();
create or replace trigger role_right_93_audit after delete on role_right
  referencing old table as moved for each statement execute function audit_rights();
