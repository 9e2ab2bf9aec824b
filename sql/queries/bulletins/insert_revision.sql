-- Parameters: month (its first day), revision, closed_at, figures, sha256 (of their canonical form), changes (since the
-- revision before), roll
--   (the rollup that it saw), facts (by metric and day), settings, causes (of the changes), told (beside the figures).
insert into bulletin_revision (month, revision, closed_at, figures, sha256, changes, roll, facts,
  settings, causes, told)
values (@month, @revision, @closed_at, @figures, @sha256, @changes, @roll, @facts, @settings, @causes, @told)
