-- Which fields of a form facilities have values of.
-- Parameters: form (of the facilities' type), type (null for every type of the form), fields.
-- Columns: field, facilities, example (a code).
select a.key as field, count(*)::integer as facilities, min(f.code) as example
from facility f
join facility_kind k on k.code = f.type
cross join lateral jsonb_each(f.attributes) a
where k.form_code = @form and (@type is null or k.code = @type) and a.key = any (@fields) and a.value <> 'null'
group by a.key
order by a.key
