-- The forms that ask for a facility of a type, in a draft or a published version.
-- Parameter: type. Column: Value (a form's code).
select distinct v.form_code as "Value"
from form_version v
cross join lateral jsonb_array_elements(v.fields) f (field)
where f.field ->> 'facilityType' = @type
order by 1
