-- purpose: make a finding what it should have been. It costs what its item cost on the day it was recorded, or, of
-- another item, costs now.
-- parameters: id, item, town or null, contractor or null, found_on, times, note or null; limit (yuan).
-- What was decided of it was decided of something else.
update assessment a
set item_code = i.code, town_code = @town, contractor_code = @contractor, found_on = @found_on, times = @times,
  note = @note,
  points = case when a.item_code = i.code then a.points / a.times else i.points end * @times,
  fee_yuan = case when a.item_code = i.code then a.fee_yuan / a.times else i.fee_yuan end * @times,
  approval = assessment_approval(a.id,
    case when a.item_code = i.code then a.fee_yuan / a.times else i.fee_yuan end * @times, @contractor, @found_on,
    a.recorded_by, @limit),
  decided_by = null, decided_at = null, decision_note = null
from assessment_item i
where a.id = @id and i.code = @item
