-- Parameters: $1 month, $2 revision, $3 closed at, $4 figures, $5 SHA-256 of their canonical form, $6 changes since the
--   revision before, $7 the rollup that it saw, $8 facts by metric and day, $9 settings, $10 causes of the changes,
--   $11 what is told beside the figures.
insert into bulletin_revision (month, revision, closed_at, figures, sha256, changes, roll, facts, settings, causes, told)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
