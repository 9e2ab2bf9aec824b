-- purpose: count a look at the page behind a toilet's code.
-- parameters: $1 id, $2 facility, $3 instant.
-- columns: of affected rows; none where the facility is no toilet.
insert into toilet_scan (id, facility_id, organisation_code, town_code, scanned_at)
select $1, f.id, f.organisation_code, f.town_code, $3
from facility f
where f.id = $2 and f.type = 'toilet'
