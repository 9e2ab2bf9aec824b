-- The city's working hours through time.
-- columns: valid_from, opens and closes (arrays of as many times, in order)
select h.valid_from, array_agg(lower(period) order by lower(period)) as opens,
  array_agg(upper(period) order by lower(period)) as closes
from working_hours h, unnest(h.periods) period
group by h.valid_from
order by h.valid_from
