-- The records that a photo belongs to, rather than merely name its hash: its bytes were sent by the record's own
-- reporter, or by somebody of the organisation and town that it is in, who sees it anyway. A photo of which no sending
-- is known belongs to all.
-- Parameters: sha256.
-- Columns: Value (the id of a report, a case's log entry, a feedback, a facility or a finding).
with sender as (
  select distinct u.owner, s.organisation_code, s.town_code, r.reach = 'city' as enters_any_facility
  from upload u
  left join account s on u.owner = 'account:' || s.id
  left join role_right r on r.role = s.role and r.operation = 'facilities.change'
  where u.sha256 = @sha256 and u.completed_at is not null
)
select a.subject_id as "Value"
from attachment a
left join report r on r.id = a.subject_id
left join case_event e on e.id = a.subject_id
left join case_file c on c.id = e.case_id
left join feedback f on f.id = a.subject_id
left join assessment m on m.id = a.subject_id
left join facility x on x.id = coalesce(f.facility_id, a.subject_id)
where a.sha256 = @sha256
  and (not exists (select from sender) or exists (
    select from sender s
    where s.owner = 'account:' || coalesce(r.officer_id, e.actor_id, m.recorded_by)
      or s.owner = 'gateway:' || r.gateway_id
      or s.organisation_code = coalesce(r.organisation_code, c.organisation_code, x.organisation_code)
        and (s.town_code is null or s.town_code = coalesce(r.town_code, c.town_code, x.town_code))
      or s.enters_any_facility and x.id = a.subject_id
      or s.owner in (select 'toilet:' || q.code from qr_code q where q.facility_id = f.facility_id)))
