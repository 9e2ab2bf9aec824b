-- True when a table's cell (text) says the same as a facility's attribute, whatever kind that has: 1.10 and "1.1",
-- ["a","b"] and "a、b".
create or replace function facility_attribute_equals_cell(stored jsonb, cell jsonb) returns boolean
  language sql immutable as $$
  select case
    when stored is null or cell is null then false
    when stored #>> '{}' = cell #>> '{}' then true
    when jsonb_typeof(cell) <> 'string' then false
    when jsonb_typeof(stored) = 'number' then
      case when cell #>> '{}' ~ '^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?$'
        then (cell #>> '{}')::numeric = (stored #>> '{}')::numeric else false end
    when jsonb_typeof(stored) = 'array' then
      coalesce((select string_agg(one, '、' order by place) = cell #>> '{}'
        from jsonb_array_elements_text(stored) with ordinality e (one, place)), false)
    else false
  end
$$;

-- Its former name.
drop function if exists facility_cell_says(jsonb, jsonb);
