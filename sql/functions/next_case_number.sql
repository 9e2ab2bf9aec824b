-- A year's number in the official form, e.g. 中城案〔2026〕000123.
create or replace function case_number_words(year integer, number bigint) returns text language sql immutable as $$
  select format('中城案〔%s〕%s', year, lpad(number::text, greatest(6, length(number::text)), '0'))
$$;

-- The next number of the year. Takes the year's row lock until commit, so numbers have no gaps and no doubles; call it
-- as late in a transaction as possible.
create or replace function next_case_number(at timestamptz) returns text language sql as $$
  insert into case_number as n (year, last)
  values (extract(year from city_day(at))::integer, 1)
  on conflict (year) do update set last = n.last + 1
  returning case_number_words(n.year, n.last);
$$;

-- The next numbers for cases of these instants, in their order; as next_case_number, but the lock is taken once for
-- all. In plpgsql, which keeps its plan.
create or replace function next_case_numbers(at timestamptz[]) returns text[] language plpgsql as $$
declare
  numbers text[];
begin
  with wanted as (
    select n, year, row_number() over (partition by year order by n) as place,
      count(*) over (partition by year) as of_year
    from unnest(at) with ordinality instant (at, n)
    cross join lateral (select extract(year from city_day(instant.at))::integer as year) city
  ), taken as (
    insert into case_number as c (year, last)
    select year, max(of_year) from wanted group by year order by year
    on conflict (year) do update set last = c.last + excluded.last
    returning c.year, c.last
  )
  select coalesce(array_agg(case_number_words(w.year, t.last - w.of_year + w.place) order by w.n), '{}') into numbers
  from wanted w join taken t using (year);
  return numbers;
end $$;
