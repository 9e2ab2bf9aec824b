-- The caller's notices, the newest first.
-- Parameters: account, role; own, organisation, town (functions/visible_to.sql); unread (true: only those that wait);
-- at, id (before this one; null: from the newest), size
-- Columns: as ListNotices.Row
select n.id, n.at, n.kind, n.read_at, n.is_settled, e.note, actor.name as by,
  c.id as case_id, c.number as case_number, category.name as case_category, c.status as case_status, k.deadline,
  a.section_code, s.name as section_name, a.depth_mm,
  l.id as letter_id, l.number as letter_number, l.kind as letter_kind, l.title as letter_title,
  l.due_on as letter_due_on,
  n.routine_code, routine.name as routine_name, routine.name_en as routine_name_en, n.checks, town.name as town_name
from notices_of(@account, @role, @own, @organisation, @town) n
left join case_file c on c.id = n.case_id
left join category on category.code = c.category_code
left join case_clock k on k.case_id = c.id
left join case_event e on e.id = n.event_id
left join ponding_alarm a on a.id = n.alarm_id
left join section s on s.code = a.section_code
left join letter l on l.id = n.letter_id
left join routine on routine.code = n.routine_code
left join town on town.code = coalesce(c.town_code, n.town_code)
left join account actor on actor.id = n.actor_id
where (not @unread or (n.read_at is null and not n.is_settled))
  and (@at is null or (n.at, n.id) < (@at, @id))
order by n.at desc, n.id desc
limit @size
