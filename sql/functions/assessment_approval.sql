-- Whether a finding needs a second person: what its recorder holds against the contractor for that day, with it, is
-- above the limit; a fine in parts is one fine. proposed, or none. 0 is no limit.
create or replace function assessment_approval(
  of_id uuid, fee numeric, contractor text, on_day date, recorder uuid, above integer) returns text
language sql stable
  return case
    when above > 0 and contractor is not null and fee > 0 and fee + coalesce((
      select sum(o.fee_yuan) from assessment o
      where o.contractor_code = contractor and o.found_on = on_day and o.recorded_by = recorder and o.id <> of_id
        and o.withdrawn_at is null and o.approval <> 'refused'), 0) > above then 'proposed'
    else 'none'
  end;
