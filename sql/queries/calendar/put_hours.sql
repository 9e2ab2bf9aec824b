-- Sets the working hours from a day on; periods that touch become one.
-- parameters: @valid_from date, @opens time[], @closes time[], @at timestamptz, @by uuid
insert into working_hours (valid_from, periods, changed_at, changed_by)
select @valid_from, range_agg(timerange(p.opens, p.closes)), @at, @by
from unnest(@opens, @closes) p (opens, closes)
on conflict (valid_from) do update set
  periods = excluded.periods, changed_at = excluded.changed_at, changed_by = excluded.changed_by
