-- purpose: issue a bulletin with its files, all or nothing; where another node did so at the same moment, that one's stands.
-- parameters: $1 first day of the month, $2 revision, $3 the model's canonical JSON, $4 its SHA-256 with an empty seal, $5 forms, $6 their contents.
with issued as (
  insert into issued_bulletin (month, revision, issued_at, model, sha256)
  values ($1, $2, now(), $3, $4)
  on conflict do nothing
  returning month, revision
)
insert into issued_file (month, revision, form, content, sha256)
select i.month, i.revision, f.form, f.content, sha256(f.content)
from issued i
cross join unnest($5::text[], $6::bytea[]) as f (form, content)
