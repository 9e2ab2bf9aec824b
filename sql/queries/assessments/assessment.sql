-- purpose: findings with the names of what they name, the latest first.
-- parameters: id (null for a list); first, last (dates, both included), subject (town, contractor), town, contractor,
-- item (null for any), withdrawn,
--   approval (null for any); visible_town, visible_contractor (the caller's scope: functions/visible_to.sql; null:
--   all);
--   after_day, after_id (the last of the page before, null for the first page), size.
-- columns: AssessmentView.
select
  a.id, a.item_code as item, i.name as item_name, i.subject, i.unit, a.town_code as town, t.name as town_name,
  a.contractor_code as contractor, o.name as contractor_name, a.found_on, a.times, trim_scale(a.points) as points,
  trim_scale(a.fee_yuan) as fee_yuan, a.report_id as report, a.case_id as case, c.number as case_number, a.note,
  a.recorded_at,
  r.name as recorded_by, a.withdrawn_at, a.withdrawn_because, st_x(a.position) as position_lon,
  st_y(a.position) as position_lat,
  i.component_code as component,
  (
    select coalesce(json_agg(json_build_object(
      'sha256', encode(p.sha256, 'hex'), 'state', case when h.sha256 is null then 'declared' else 'verified' end)
      order by p.ordinal), '[]')
    from attachment p left join photo h on h.sha256 = p.sha256 where p.subject_id = a.id
  ) as photos,
  a.approval, d.name as decided_by, a.decided_at, a.decision_note
from assessment a
join assessment_item i on i.code = a.item_code
left join town t on t.code = a.town_code
left join organisation o on o.code = a.contractor_code
left join case_file c on c.id = a.case_id
left join account r on r.id = a.recorded_by
left join account d on d.id = a.decided_by
where (@id::uuid is null or a.id = @id)
  and (@first::date is null or a.found_on >= @first) and (@last::date is null or a.found_on <= @last)
  and (@subject::text is null or i.subject = @subject)
  and (@town::text is null or a.town_code = @town)
  and (@contractor::text is null or a.contractor_code = @contractor)
  and assessment_visible_to(a.town_code, a.contractor_code, @visible_town, @visible_contractor)
  and (@item::text is null or a.item_code = @item)
  and (@withdrawn::boolean is null or (a.withdrawn_at is not null) = @withdrawn)
  and (@approval::text is null or a.approval = @approval)
  and (@after_day::date is null or (a.found_on, a.id) < (@after_day, @after_id))
order by a.found_on desc, a.id desc
limit @size
