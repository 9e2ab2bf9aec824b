-- purpose: all frozen months with their revisions, the latest month first.
-- parameters: none.
-- columns: month, revision, closed_at, issued_at (null: not issued yet), document_number (null: not issued, or
--   without), sha256 (hex; the bulletin's, of the figures alone where it was
--   issued by an earlier version or not at all), totals (jsonb: the changes of totals since the revision before),
--     changes (how many in all), causes (jsonb).
select to_char(b.month, 'YYYY-MM') as month, b.revision, b.closed_at, i.issued_at,
  i.model ->> 'documentNumber' as document_number, encode(coalesce(i.sha256, b.sha256), 'hex') as sha256,
  jsonb_path_query_array(b.changes, '$[*] ? (@.by == "total")') as totals, jsonb_array_length(b.changes) as changes,
  b.causes
from bulletin_revision b
left join issued_bulletin i on i.month = b.month and i.revision = b.revision
order by b.month desc, b.revision desc
