-- Puts a notice into the outbox of every channel with a rule for it, in the caller's transaction: it is sent if and
-- when that commits. Once for each channel, however many of its rules say so; quiet hours hold where all of them have
-- some.
-- kind: of docs/notices.md; is_urgent: sent at once, quiet hours or not; town, organisation: where it is and who has it
-- in hand (null: none); facts: number, category, letter, town, organisation, deadline, dueOn, section, depthMm, peakMm,
-- routine, checks, returned. Nothing that names or quotes a person: robots are other people's computers.
create or replace function channel_post(
    kind text, is_urgent boolean, town text, organisation text, facts jsonb) returns void language sql as $$
  insert into channel_entry (id, channel_id, at, kind, is_urgent, quiet_from, quiet_to, facts)
  select distinct on (c.id) gen_random_uuid(), c.id, clock_timestamp(), channel_post.kind, channel_post.is_urgent,
    r.quiet_from, r.quiet_to, jsonb_strip_nulls(channel_post.facts)
  from channel_rule r
  join channel c on c.id = r.channel_id
  where c.disabled_at is null and c.deleted_at is null
    and channel_post.kind = any (r.kinds)
    and (r.town_code is null or channel_post.town is null or r.town_code = channel_post.town)
    and (r.organisation_code is null or channel_post.organisation is null
      or r.organisation_code = channel_post.organisation)
  order by c.id, r.quiet_from nulls first
$$;

-- The time of the city's day.
create or replace function city_clock(at timestamptz) returns time language sql stable
  return (at at time zone 'Asia/Shanghai')::time;

-- Whether it is between two times of the city's day; the second may be of the next morning.
create or replace function is_quiet(at timestamptz, quiet_from time, quiet_to time) returns boolean
  language sql stable
  return coalesce(case
    when quiet_from <= quiet_to then city_clock(at) >= quiet_from and city_clock(at) < quiet_to
    else city_clock(at) >= quiet_from or city_clock(at) < quiet_to
  end, false);

-- Every notice of the inbox. Missed checks are told twice there, to those who should have come and to supervisors, and
-- late letters to both organisations; here once, of whoever should have come or answered.
create or replace function notice_channels() returns trigger language plpgsql as $$
begin
  if not exists (select from channel_rule r where new.kind = any (r.kinds)) then
    return null;
  end if;
  perform channel_post(new.kind, new.kind = 'power_risk', town.code,
    coalesce(c.organisation_code, new.organisation_code),
    jsonb_build_object(
      'number', coalesce(c.number, letter.number), 'category', category.name, 'letter', letter.kind,
      'town', town.name, 'organisation', organisation.name, 'deadline', city_time(k.deadline), 'dueOn', letter.due_on,
      'section', section.name, 'depthMm', alarm.depth_mm, 'routine', routine.name,
      'checks', new.checks, 'returned', nullif(exists (
        select from ponding_alarm_log l where l.alarm_id = alarm.id and l.action = 'returned'), false)))
  from (values (new.case_id)) as told (case_id)
  left join case_file c on c.id = told.case_id
  left join case_clock k on k.case_id = c.id
  left join category on category.code = c.category_code
  left join ponding_alarm alarm on alarm.id = new.alarm_id
  left join section on section.code = alarm.section_code
  left join letter on letter.id = new.letter_id
  left join routine on routine.code = new.routine_code
  left join organisation on organisation.code = coalesce(c.organisation_code, new.organisation_code)
  left join town on town.code = coalesce(c.town_code, letter.town_code, new.town_code)
  where new.kind <> 'letter_overdue' or new.organisation_code = letter.to_organisation_code;
  return null;
end $$;

create or replace trigger notice_95_channels after insert on notice
  for each row
  when (new.kind <> 'check_missed' or new.organisation_code is not null)
  execute function notice_channels();

-- Water on a road: each level that is announced, and that it is over. news as src/CityOps.App/Features/Ponding/
-- PondingNews.cs writes it.
create or replace function channel_post_ponding(news jsonb) returns void language sql as $$
  select channel_post('ponding_' || coalesce(news ->> 'alert', 'closed'), coalesce(news ->> 'alert' = 'red', false),
    news ->> 'town', null,
    jsonb_build_object('section', news ->> 'name', 'depthMm', case when news ->> 'what' = 'alert'
      then (news ->> 'depthMm')::integer end, 'peakMm', case when news ->> 'what' = 'closed'
      then (news ->> 'peakMm')::integer end, 'town', (select t.name from town t where t.code = news ->> 'town')))
  where news ->> 'what' = 'closed'
    or (news ->> 'what' = 'alert' and news ->> 'alert' in ('blue', 'yellow', 'orange', 'red'))
$$;
