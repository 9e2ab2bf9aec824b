-- Where a section is shown as a point: half way along its line, or a point that is surely in its area.
create or replace function section_middle(shape geometry) returns geometry
  language sql immutable strict parallel safe as $$
  select case geometrytype(shape) when 'LINESTRING' then st_lineinterpolatepoint(shape, 0.5)
    else st_pointonsurface(shape) end
$$;
