-- Extensions, suspensions and appeals are counted per case; those that were given before its clock started anew add nothing to it.
alter table case_clock add column extensions_before smallint not null default 0;

-- A limit is a year of its clock at most: a longer one could not be counted out over the calendar.
update filing_condition set limit_amount = least(limit_amount, case limit_unit when 'urgent_hour' then 8784 when 'working_hour' then 2928 else 366 end);
alter table filing_condition add constraint filing_condition_limit_at_most_a_year
  check (limit_amount <= case limit_unit when 'urgent_hour' then 8784 when 'working_hour' then 2928 else 366 end);

-- What undoes or puts off somebody's work says why.
update case_step set needs_note = true where action in ('rework', 'return', 'cancel', 'suspend', 'extend');

drop view if exists case_deadline;
