-- Stores readings whose keys are not there yet, and compares the others with what is.
-- $1 sensor_id[]  $2 observed_at[]  $3 received_at[]  $4 depth_mm[]  $5 and on: the fields' arrays; keys unique.
-- {fields} and {field_parameters} stand for the columns of ReadingFields.cs and $5, $6, ... (ReadingFields.Complete).
-- Columns: ord (from 1), same: one row per reading that was there before, and whether its depth is equal (what else a
-- repeat carries does not count: battery and signal are measured anew at each try, the first values stay);
-- then one row with ord null and stored, the number stored now. stored + rows < readings: another transaction
-- stored one of them after this statement's snapshot; run again.
with incoming as materialized (
  select *
  from unnest($1, $2, $3, $4, {field_parameters}) with ordinality
    as i (sensor_id, observed_at, received_at, depth_mm, {fields}, ord)
), stored as (
  insert into reading (sensor_id, observed_at, received_at, depth_mm, {fields})
  select sensor_id, observed_at, received_at, depth_mm, {fields} from incoming
  on conflict do nothing
  returning 1
)
select i.ord, r.depth_mm = i.depth_mm as same, null::bigint as stored
from incoming i
-- "limit 1" keeps the planner on the primary key: it knows no statistics of an array and might scan the table.
cross join lateral (
  select r.* from reading r where r.sensor_id = i.sensor_id and r.observed_at = i.observed_at limit 1
) r
union all
select null, null, count(*) from stored
