-- Photos that nobody has looked at yet: what they look like is worked out after their arrival was answered. Rows are taken by their
-- place, as those of flag_prompt are.
create table photo_look_due (
  sha256 bytea not null
);
