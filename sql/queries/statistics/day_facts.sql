-- The facts of each day in one number, so that a day frozen today can be told from one with other records tomorrow.
-- {facts}: the metric's SELECT
-- Parameters: days (date[])
-- Columns: day, facts_count, quantity, facts_sha256 (hex), of the lines "source source_id quantity" in their order
select f.day, count(*) as facts_count, trim_scale(sum(f.quantity::numeric)) as quantity, encode(sha256(convert_to(
  string_agg(concat_ws(' ', f.source, f.source_id, trim_scale(f.quantity::numeric)), E'\n'
    order by f.source collate "C", f.source_id), 'UTF8')), 'hex') as facts_sha256
from ({facts}) f
where f.day = any (@days)
group by f.day
