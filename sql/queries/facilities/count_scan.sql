-- purpose: count a look at the page behind a toilet's code.
-- parameters: id, facility, at.
-- columns: of affected rows; none where the facility is no toilet.
insert into toilet_scan (id, facility_id, organisation_code, town_code, scanned_at)
select @id, f.id, f.organisation_code, f.town_code, @at
from facility f
where f.id = @facility and f.type = 'toilet'
