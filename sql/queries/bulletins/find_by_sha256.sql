-- purpose: what a printed check sum belongs to: a whole bulletin, one of its files, or (printed by earlier versions) a
-- month's figures alone.
-- parameters: sha256.
-- columns: month, revision, closed_at, latest (the month's latest revision), covers (bulletin, docx, xlsx, html,
-- template or figures),
--   model (of a whole bulletin), docx, xlsx (hex, the check sums of the issued files).
with found as (
  select month, revision, 'bulletin' as covers from issued_bulletin where sha256 = @sha256
  union all
  select month, revision, form from issued_file where sha256 = @sha256
  union all
  select month, revision, 'figures' from bulletin_revision where sha256 = @sha256
)
select f.month, f.revision, b.closed_at, (select max(l.revision) from bulletin_revision l
  where l.month = f.month) as latest, f.covers,
  case f.covers when 'bulletin' then i.model::text end as model,
  (select encode(d.sha256, 'hex') from issued_file d where (d.month, d.revision, d.form) = (f.month,
    f.revision, 'docx')) as docx,
  (select encode(x.sha256, 'hex') from issued_file x where (x.month, x.revision, x.form) = (f.month,
    f.revision, 'xlsx')) as xlsx
from found f
join bulletin_revision b on b.month = f.month and b.revision = f.revision
left join issued_bulletin i on i.month = f.month and i.revision = f.revision
order by f.month, f.revision
