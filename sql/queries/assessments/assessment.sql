-- purpose: a finding with the names of what it names.
-- parameters: $1 id.
-- columns: as read by ReadAssessment.cs, in its order.
select
  a.id, a.item_code, i.name, i.subject, i.unit, a.town_code, t.name, a.contractor_code, o.name, a.found_on, a.times, trim_scale(a.points),
  trim_scale(a.fee_yuan), a.report_id, a.case_id, a.note, a.recorded_at, a.withdrawn_at, a.withdrawn_because
from assessment a
join assessment_item i on i.code = a.item_code
left join town t on t.code = a.town_code
left join organisation o on o.code = a.contractor_code
where a.id = $1
