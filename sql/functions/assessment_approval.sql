-- Whether a finding needs a second person: what its recorder holds against the contractor for that day, with it, is
-- above the limit; a fine in parts is one fine, and parts at once wait for each other. proposed, or none. 0 is no limit.
create or replace function assessment_approval(
  of_id uuid, fee numeric, contractor text, on_day date, recorder uuid, above integer) returns text
language plpgsql as $$
begin
  if above = 0 or contractor is null or fee <= 0 then
    return 'none';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(concat_ws('/', 'fines', contractor, on_day, recorder), 0));
  return case
    when fee + coalesce((
      select sum(o.fee_yuan) from assessment o
      where o.contractor_code = contractor and o.found_on = on_day and o.recorded_by = recorder and o.id <> of_id
        and o.withdrawn_at is null and o.approval <> 'refused'), 0) > above then 'proposed'
    else 'none'
  end;
end $$;
