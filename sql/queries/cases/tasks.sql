-- The open cases that are in a person's hands: those on which they may take one of the steps of fieldwork now, the most
-- urgent first.
-- Parameters: account, role, own, organisation, town (the scope, as in sql/functions/visible_to.sql), field_actions[],
--   at, after_deadline, after_id (the last of the page before; null on the first page), size.
-- Columns: as TaskRow in Features/Cases/ListTasks.cs
select c.id, c.number, c.category_code, category.name as category_name,
  category.handling_form_code as form_code, form.version as form_version,
  c.organisation_code, c.town_code, facility.code as facility_code, facility.name as facility_name,
  st_x(c.position) as lon, st_y(c.position) as lat, c.description, c.status, c.reported_at, c.handled_at,
  k.limit_amount, k.limit_unit, k.warn_at, k.deadline,
  deadline_state(k.deadline, k.warn_at, k.stopped_at, k.suspended_at, @at) as state,
  coalesce(deadline_is_provisional(k.deadline, k.limit_unit), false) as deadline_is_provisional,
  c.urged_at, c.version, last.note, may.actions, may.noted,
  array(select encode(a.sha256, 'hex') from attachment a where a.subject_id = c.source_id order by a.ordinal) as photos
from case_file c
join category on category.code = c.category_code
left join case_clock k on k.case_id = c.id
left join facility on facility.id = c.facility_id
left join lateral (
  select v.version from form_version v
  where v.form_code = category.handling_form_code and v.published_at is not null
  order by v.version desc limit 1) form on true
left join lateral (
  select e.note from case_event e where e.case_id = c.id and e.note is not null order by e.seq desc
    limit 1) last on true
cross join lateral (
  select array_agg(distinct s.action) as actions, array_agg(distinct s.action) filter (where s.needs_note) as noted
  from case_steps_open_to(c.id, c.status, c.checker_id, k, @role, @account, @at) s
) may
where c.status in (select s.from_status from case_step s where s.action = any (@field_actions)
  and @role = any (s.roles))
  and may.actions && @field_actions
  and case_held_by(c.organisation_code, c.town_code, @own, @organisation, @town)
  and (@after_id is null
    or (coalesce(k.deadline, 'infinity'), c.id) > (coalesce(@after_deadline, 'infinity'), @after_id))
order by coalesce(k.deadline, 'infinity'), c.id
limit @size
