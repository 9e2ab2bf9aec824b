-- A lamp circuit and a distribution box beside every section of the demo city, so that an alarm has something to name.
with circuit as (
  insert into facility (id, code, type, name, position, town_code, attributes, created_at)
  select gen_random_uuid(), kind.prefix || right(s.code, 2), kind.type, s.name || kind.name,
    st_lineinterpolatepoint(s.line, kind.place), s.town_code,
    jsonb_build_object('section', s.code), now()
  from section s
  cross join (values ('LC-', 'lamp_circuit', '路灯回路', 0.25), ('DB-', 'distribution_box', '配电箱', 0.75)) as kind (prefix,
    type, name, place)
  returning id, attributes
)
insert into section_circuit (section_code, facility_id) select attributes ->> 'section', id from circuit
