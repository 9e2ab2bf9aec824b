-- Fills the benchmark's city with cases of three years, as the product would have left them, in bulk: without triggers, each with a
-- log of one entry that its hash chain accepts. {cases}: how many.
set session_replication_role = replica;

insert into organisation (code, name, kind) select 'bench-' || n, '机构' || n, 'centre' from generate_series(1, 20) n;
insert into category (code, standard, name, kind, organisation_code)
select 'B' || lpad(n::text, 3, '0'), 'bench', '类别' || n, 'event', 'bench-' || (1 + n % 20) from generate_series(1, 60) n;
insert into filing_condition (id, category_code, ordinal, condition, limit_amount, limit_unit)
select gen_random_uuid(), code, 1, '一般', 4, 'working_hour' from category where code like 'B%';

create temporary table made as
select
  gen_random_uuid() as id, gen_random_uuid() as source_id, n,
  now() - interval '3 years' * (1 - n::double precision / {cases}) as reported_at,
  'B' || lpad((1 + n % 60)::text, 3, '0') as category,
  'bench-' || (1 + (n * 7919) % 20) as organisation,
  case when n % 3 = 0 then '442000002' else '442000001' end as town,
  -- Most cases are closed; what is open is recent, as it is in a city that keeps up.
  case
    when n > {cases} * 0.97 then (array['pending_register', 'pending_dispatch', 'pending_handle', 'handling', 'pending_check', 'pending_close', 'suspended'])[1 + n % 7]
    when n % 50 = 0 then 'not_accepted' when n % 97 = 0 then 'cancelled' else 'closed'
  end as status,
  (array['路面坑洼', '井盖松动', '垃圾积存', '路灯不亮', '占道经营', '绿化带枯死', '小广告', '积水', '护栏破损', '公厕异味'])[1 + (n * 31) % 10]
    || '，位于' || (array['中山一路', '东明路', '兴文路', '博爱路', '民权路'])[1 + (n * 17) % 5] || (n % 500) || '号附近'
    || case when n % 20011 = 0 then '，有鳄鱼' else '' end as description,
  st_setsrid(st_makepoint(113.3 + (n * 0.6180339887)::numeric % 0.2, 22.5 + (n * 0.7548776662)::numeric % 0.1), 4326) as position
from generate_series(1, {cases}) n;

insert into report (id, source, category_code, organisation_code, raw_lon, raw_lat, coord_system, position, town_code, observed_at, received_at,
  description, content_sha256, case_id)
select source_id, 'patrol', category, 'sanitation', st_x(position), st_y(position), 'wgs84', position, town, reported_at, reported_at, description,
  '\x00', id
from made;
insert into case_file (id, number, source, source_id, category_code, organisation_code, reporter_organisation_code, town_code, position,
  description, status, reported_at, filed_at, dispatched_at, handled_at, closed_at, version)
select id, format('中城案〔%s〕%s', extract(year from city_day(reported_at)), lpad(n::text, 7, '0')), 'report', source_id, category, organisation,
  'sanitation', town, position, description, status, reported_at,
  case when status <> 'pending_register' then reported_at + interval '1 hour' end,
  case when status not in ('pending_register', 'pending_dispatch', 'not_accepted') then reported_at + interval '2 hours' end,
  case when status in ('pending_check', 'pending_close', 'closed') then reported_at + interval '9 hours' end,
  case when status = 'closed' then reported_at + interval '20 hours' end, 1
from made;
insert into case_event (id, case_id, seq, action, to_status, at, detail, hash)
select e.id, e.case_id, e.seq, e.action, e.to_status, e.at, e.detail, sha256(case_event_content(e))
from (
  select (row(gen_random_uuid(), id, 1, 'report', null, status, null, reported_at, null, null, '{}'::jsonb, null, null)::case_event).*
  from made) e;
insert into case_clock (case_id, organisation_code, started_at, limit_amount, limit_unit, stopped_at, warn_at, deadline)
select id, organisation, reported_at + interval '2 hours', 4, 'working_hour',
  case when status in ('pending_handle', 'handling') then null else reported_at + interval '9 hours' end,
  reported_at + interval '20 hours', reported_at + interval '1 day'
from made where status not in ('pending_register', 'pending_dispatch', 'not_accepted');
insert into case_text (case_id, bigrams)
select id, text_bigrams(number || ' ' || coalesce(description, '')) from case_file where category_code like 'B%';

drop table made;
set session_replication_role = default;
call case_grid_rebuild();
