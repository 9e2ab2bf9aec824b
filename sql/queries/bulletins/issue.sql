-- purpose: issue a bulletin with its files, all or nothing; where another node did so at the same moment, that one's
-- stands.
-- parameters: month (its first day), revision, model (canonical JSON), sha256 (of the model with an empty seal), forms,
-- contents (of each).
with issued as (
  insert into issued_bulletin (month, revision, issued_at, model, sha256)
  values (@month, @revision, now(), @model::json, @sha256)
  on conflict do nothing
  returning month, revision
)
insert into issued_file (month, revision, form, content, sha256)
select i.month, i.revision, f.form, f.content, sha256(f.content)
from issued i
cross join unnest(@forms::text[], @contents::bytea[]) as f (form, content)
