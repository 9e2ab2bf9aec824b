-- Whether a point ($1) lies in a box ($2), its edges included: found by the index, whose boxes are a metre coarse, and
-- then told exactly. Much cheaper than st_intersects, which takes the box for any polygon; written so that it is put
-- into the query in place of its name.
create or replace function in_box(geometry, geometry) returns boolean language sql immutable parallel safe as $$
  select $1 && $2 and st_x($1) >= st_xmin($2) and st_x($1) <= st_xmax($2) and st_y($1) >= st_ymin($2)
    and st_y($1) <= st_ymax($2)
$$;
