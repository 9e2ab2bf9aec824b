-- The next number of the year in the official form, e.g. 中城案〔2026〕000123. Takes the year's row lock until commit, so
-- numbers have no gaps and no doubles; call it as late in a transaction as possible.
create or replace function next_case_number(at timestamptz) returns text language sql as $$
  insert into case_number as n (year, last)
  values (extract(year from city_day(at))::integer, 1)
  on conflict (year) do update set last = n.last + 1
  returning format('中城案〔%s〕%s', n.year, lpad(n.last::text, greatest(6, length(n.last::text)), '0'));
$$;
