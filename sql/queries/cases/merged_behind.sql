-- The cases that were merged into one, and into those.
-- Parameters: case uuid. Columns: id, number, status, source_id, since (when it was merged).
with recursive behind as (
  select c.id from case_file c where c.merged_into = @case
  union
  select c.id from behind join case_file c on c.merged_into = behind.id
)
select c.id, c.number, c.status, c.source_id,
  (select max(e.at) from case_event e where e.case_id = c.id and e.action = 'merge') as since
from behind join case_file c on c.id = behind.id
where c.id <> @case
order by c.number
