-- The next number of the year in the official form, e.g. 中城函〔2026〕12号. Takes the year's row lock until commit.
create or replace function next_letter_number(issued_on date) returns text language sql as $$
  insert into letter_number as n (year, last)
  values (extract(year from issued_on)::integer, 1)
  on conflict (year) do update set last = n.last + 1
  returning format('中城函〔%s〕%s号', n.year, n.last);
$$;
