-- purpose: keep the files of a bulletin that was issued before files were kept.
-- parameters: $1 first day of the month, $2 revision, $3 forms, $4 their contents.
insert into issued_file (month, revision, form, content, sha256)
select $1, $2, f.form, f.content, sha256(f.content)
from unnest($3::text[], $4::bytea[]) as f (form, content)
on conflict do nothing
