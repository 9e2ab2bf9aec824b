-- Stores a city's own payload profile, or its change of one that comes with the program.
-- Parameters: code, name, source, definition (JSON as text), now
insert into payload_profile as p (code, name, source, definition, changed_at)
values (@code, @name, @source, @definition::json, @now)
on conflict on constraint payload_profile_pk do update set
  name = excluded.name, source = excluded.source, definition = excluded.definition, changed_at = excluded.changed_at
