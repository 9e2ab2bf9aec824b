-- purpose: store a finding with what its item costs now; a repeat changes nothing.
-- parameters: $1 id, $2 item, $3 town or null, $4 contractor or null, $5 found on, $6 times, $7 report or null, $8 case or null,
--   $9 note or null, $10 recorded by, $11 recorded at.
-- columns: of affected rows; none where the id is known already.
insert into assessment (id, item_code, town_code, contractor_code, found_on, times, points, fee_yuan, report_id, case_id, note, recorded_by, recorded_at)
select $1, i.code, $3, $4, $5, $6, i.points * $6, i.fee_yuan * $6, $7, $8, $9, $10, $11
from assessment_item i
where i.code = $2
on conflict (id) do nothing
