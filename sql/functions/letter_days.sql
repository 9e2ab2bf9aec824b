-- Marks the days whose figures a letter, its cases or a penalty may move: those of the old and the new row.
create or replace function mark_days_of_letters() returns trigger language plpgsql as $$
begin
  insert into dirty_day (day)
  select distinct case
      when tg_table_name = 'letter_case' then (select l.issued_on from letter l where l.id = (row_of ->> 'letter_id')::uuid)
      else (row_of ->> tg_argv[0])::date
    end
  from (values
    (case when tg_op <> 'INSERT' then to_jsonb(old) end), (case when tg_op <> 'DELETE' then to_jsonb(new) end)) changed (row_of)
  where row_of is not null;
  return null;
end $$;

create or replace trigger letter_dirty after insert or update or delete on letter
  for each row execute function mark_days_of_letters('issued_on');
create or replace trigger penalty_dirty after insert or update or delete on penalty
  for each row execute function mark_days_of_letters('decided_on');

-- A letter's cases go only with the letter, which marks the day then.
create or replace trigger letter_case_dirty after insert or update on letter_case
  for each row execute function mark_days_of_letters();

-- The next number of the year in the official form, e.g. 中城函〔2026〕12号. Takes the year's row lock until commit.
create or replace function next_letter_number(issued_on date) returns text language sql as $$
  insert into letter_number as n (year, last)
  values (extract(year from issued_on)::integer, 1)
  on conflict (year) do update set last = n.last + 1
  returning format('中城函〔%s〕%s号', n.year, n.last);
$$;
