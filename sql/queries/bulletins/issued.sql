-- purpose: a month's bulletin as it was issued, if it was.
-- parameters: $1 first day of the month, $2 revision or null for the month's latest.
-- columns: revision, model, has_files.
select i.revision, i.model::text,
  exists (select from issued_file f where f.month = i.month and f.revision = i.revision) as has_files
from issued_bulletin i
where i.month = $1
  and i.revision = coalesce($2, (select max(b.revision) from bulletin_revision b where b.month = $1))
