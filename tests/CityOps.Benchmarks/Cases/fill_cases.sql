-- Fills the benchmark's city with cases of three years, as the product would have left them, in bulk: without triggers, each with a
-- log of one entry that its hash chain accepts, half of them with a photo. {cases}: how many.
set session_replication_role = replica;
set maintenance_work_mem = '512MB';
set work_mem = '64MB';

-- Indexes are made at the end, each by one sort: row by row they take ten times as long.
create temporary table put_off as
select indexname, indexdef from pg_indexes
where schemaname = 'public' and indexname not in (select conname from pg_constraint)
  and tablename in ('report', 'case_file', 'case_event', 'case_clock', 'case_text', 'photo', 'attachment', 'upload');
do $$ declare each record; begin for each in table put_off loop execute format('drop index %I', each.indexname); end loop; end $$;

-- A UUIDv7, as the product and the phones make them: keys come in the order of time. By md5, which costs a tenth of a random one.
create function pg_temp.uuid_at(at timestamptz, seed text) returns uuid language sql as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(seed), 14))::uuid
$$;

insert into organisation (code, name, kind) select 'bench-' || n, '机构' || n, 'centre' from generate_series(1, 20) n;
insert into category (code, standard, name, kind, organisation_code)
select 'B' || lpad(n::text, 3, '0'), 'bench', '类别' || n, 'event', 'bench-' || (1 + n % 20) from generate_series(1, 60) n;
insert into filing_condition (id, category_code, ordinal, condition, limit_amount, limit_unit)
select gen_random_uuid(), code, 1, '一般', 4, 'working_hour' from category where code like 'B%';

create temporary table made as
select
  pg_temp.uuid_at(at, 'case' || n) as id, pg_temp.uuid_at(at, 'report' || n) as source_id, n, at as reported_at,
  'B' || lpad((1 + n % 60)::text, 3, '0') as category,
  'bench-' || (1 + (n::bigint * 7919) % 20) as organisation,
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
from generate_series(1, {cases}) n, lateral (select now() - interval '3 years' * (1 - n::double precision / {cases}) as at) reported;

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
  select (jsonb_populate_record(null::case_event, jsonb_build_object('id', pg_temp.uuid_at(reported_at, 'event' || n), 'case_id', id, 'seq', 1,
    'action', 'report', 'to_status', status, 'at', reported_at, 'detail', '{}'::jsonb))).*
  from made) e;
insert into case_clock (case_id, organisation_code, started_at, limit_amount, limit_unit, stopped_at, warn_at, deadline)
select id, organisation, reported_at + interval '2 hours', 4, 'working_hour',
  case when status in ('pending_handle', 'handling') then null else reported_at + interval '9 hours' end,
  reported_at + interval '20 hours', reported_at + interval '1 day'
from made where status not in ('pending_register', 'pending_dispatch', 'not_accepted');
insert into case_text (case_id, bigrams)
select id, text_bigrams(number || ' ' || coalesce(description, '')) from case_file where category_code like 'B%';

-- Every other report has a photo, each with a look of its own; a fifth of them have a flat sky, that is a part that all of these share.
insert into photo (sha256, bytes, media_type, received_at, perceptual_hash)
select sha256(uuid_send(source_id)), 100000, 'image/jpeg', reported_at,
  ('x' || case when n % 10 = 0 then '0000' else substr(md5(n::text), 1, 4) end || substr(md5(n::text), 5, 12))::bit(64)::bigint
from made where n % 2 = 0;
insert into attachment (subject_id, ordinal, sha256, bytes, media_type)
select source_id, 0, sha256(uuid_send(source_id)), 100000, 'image/jpeg' from made where n % 2 = 0;
insert into upload (id, owner, sha256, length, media_type, created_at, completed_at)
select pg_temp.uuid_at(reported_at, 'upload' || n), 'account:bench', sha256(uuid_send(source_id)), 100000, 'image/jpeg', reported_at, reported_at from made where n % 2 = 0;
insert into report_look (look, observed_at, report_id)
select look, m.reported_at, m.source_id
from made m join photo p on p.sha256 = sha256(uuid_send(m.source_id)) cross join looks_of('patrol', p.sha256, p.perceptual_hash) look
where m.n % 2 = 0;
insert into look_band (band, look)
select band, look from (select distinct perceptual_hash as look from photo) own cross join unnest(look_bands(look)) band;

do $$ declare each record; begin for each in table put_off loop execute each.indexdef; end loop; end $$;
drop table made, put_off;
set session_replication_role = default;
reset maintenance_work_mem;
reset work_mem;
call case_grid_rebuild();
