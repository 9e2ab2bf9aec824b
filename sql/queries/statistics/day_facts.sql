-- The facts of each day in one number, so that a day frozen today can be told from one with other records tomorrow.
-- {facts}: the metric's SELECT
-- Parameters: days (date[])
-- Columns: day, count, quantity, sha256 (hex) of the lines "source source_id quantity" in their order
select f.day, count(*), trim_scale(sum(f.quantity::numeric)), encode(sha256(convert_to(
  string_agg(concat_ws(' ', f.source, f.source_id, trim_scale(f.quantity::numeric)), E'\n'
    order by f.source collate "C", f.source_id), 'UTF8')), 'hex')
from ({facts}) f
where f.day = any (@days)
group by f.day
