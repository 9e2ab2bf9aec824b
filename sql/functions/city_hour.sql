-- The hour of the week of an instant by the city's clock: 1-08 is Monday from 8 to 9, 7-23 the last of Sunday.
create or replace function city_hour(instant timestamptz) returns text
  language sql stable strict parallel safe
  return to_char(instant at time zone 'Asia/Shanghai', 'ID-HH24');
