-- purpose: keep the files of a bulletin that was issued before files were kept.
-- parameters: month (its first day), revision, forms, contents (of each).
insert into issued_file (month, revision, form, content, sha256)
select @month, @revision, f.form, f.content, sha256(f.content)
from unnest(@forms::text[], @contents::bytea[]) as f (form, content)
on conflict do nothing
