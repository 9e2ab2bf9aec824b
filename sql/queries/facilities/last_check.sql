-- When somebody was at a facility last: the newest report that it was collected or corrected by.
-- Parameter: facility. Column: Value (null where nobody was).
select max(r.observed_at) as "Value" from report r where r.facility_id = @facility and r.withdrawn_at is null
