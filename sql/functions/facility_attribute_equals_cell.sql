-- True when a table's cell (text) says the same as a facility's attribute, whatever kind that has: 1.10 and "1.1",
-- ["a","b"] and "a、b".
create or replace function facility_cell_says(known jsonb, said jsonb) returns boolean language sql immutable as $$
  select case
    when known is null or said is null then false
    when known #>> '{}' = said #>> '{}' then true
    when jsonb_typeof(said) <> 'string' then false
    when jsonb_typeof(known) = 'number' then
      case when said #>> '{}' ~ '^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?$'
        then (said #>> '{}')::numeric = (known #>> '{}')::numeric else false end
    when jsonb_typeof(known) = 'array' then
      coalesce((select string_agg(one, '、' order by place) = said #>> '{}'
        from jsonb_array_elements_text(known) with ordinality e (one, place)), false)
    else false
  end
$$;
