-- Tells the webhooks of missed checks that were escalated: one message for each routine, organisation and town, however
-- many there are, with the first hundred of them by their last day in time.
-- Parameter: checks (their ids)
select webhook_post('check.escalated', told.routine_code, told.town_code, array[told.organisation_code],
  jsonb_build_object(
    'routine', r.code, 'routineName', r.name, 'routineNameEn', r.name_en,
    'organisation', o.code, 'organisationName', o.name, 'town', t.code, 'townName', t.name,
    'missed', told.missed, 'checks', told.checks))
from (
  select d.routine_code, d.organisation_code, d.town_code, count(*) as missed,
    jsonb_agg(
      jsonb_build_object(
        'id', d.id, 'facility', f.code, 'facilityName', coalesce(f.name, v.place_name), 'opensOn', d.opens_on,
        'dueOn', d.due_on, 'endsOn', d.ends_on, 'case', d.case_id)
      order by d.due_on, d.id) filter (where d.place <= 100) as checks
  from (
    select c.*, row_number() over (
      partition by c.routine_code, c.organisation_code, c.town_code order by c.due_on, c.id) as place
    from due_check c
    where c.id = any (@checks)
  ) d
  join routine_version v on v.routine_code = d.routine_code and v.valid_from = d.valid_from
  left join facility f on f.id = d.facility_id
  where exists (select from webhook where disabled_at is null)
  group by d.routine_code, d.organisation_code, d.town_code
) told
join routine r on r.code = told.routine_code
join organisation o on o.code = told.organisation_code
join town t on t.code = told.town_code
order by told.routine_code, told.organisation_code, told.town_code
