-- Which forms a category has or had, for its reports and for the handling of its cases: what else a client names is none of its.
create table category_form (
  category_code text not null constraint category_form_category_exists references category on delete cascade,
  use text not null constraint category_form_use_known check (use in ('report', 'handling')),
  form_code text not null constraint category_form_form_exists references form,
  since timestamptz not null default now(),
  constraint category_form_pk primary key (category_code, use, form_code)
);
comment on table category_form is 'Written by the trigger in sql/functions/category_form_log.sql.';

insert into category_form (category_code, use, form_code)
select code, 'report', form_code from category where form_code is not null
union all
select code, 'handling', handling_form_code from category where handling_form_code is not null;

-- No row that would make a sum too large to be read; what older versions of a form let in stays and can be seen.
alter table report_measure add constraint report_measure_quantity_plausible check (quantity between 0 and 1e12) not valid;
alter table case_measure add constraint case_measure_quantity_plausible check (quantity between 0 and 1e12) not valid;
