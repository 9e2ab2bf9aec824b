-- The cases that one was merged into, one after another.
-- Parameters: case uuid. Columns: id, number, status, source_id, since (when the case before was merged into it).
with recursive chain as (
  select c.id, c.merged_into, 0 as step, null::timestamptz as since from case_file c where c.id = @case
  union all
  select c.id, c.merged_into, chain.step + 1,
    (select max(e.at) from case_event e where e.case_id = chain.id and e.action = 'merge')
  from chain join case_file c on c.id = chain.merged_into
) cycle id set is_ring using path
select c.id, c.number, c.status, c.source_id, chain.since
from chain join case_file c on c.id = chain.id
where chain.step > 0 and not chain.is_ring
order by chain.step
