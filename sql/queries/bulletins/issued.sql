-- purpose: a month's bulletin as it was issued, if it was.
-- parameters: month (its first day), revision (null for the month's latest).
-- columns: revision, model, has_files.
select i.revision, i.model::text as model,
  exists (select from issued_file f where f.month = i.month and f.revision = i.revision) as has_files
from issued_bulletin i
where i.month = @month
  and i.revision = coalesce(@revision, (select max(b.revision) from bulletin_revision b where b.month = @month))
