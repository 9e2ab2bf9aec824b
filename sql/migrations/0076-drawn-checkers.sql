-- Checks that cannot be arranged: where the category asks for it, who checks a case is drawn at random among those who may.
alter table category add column draws_checker boolean not null default false;
alter table case_file add column checker_id uuid constraint case_file_checker_exists references account;
comment on column case_file.checker_id is 'Who was drawn to check it, while it waits for that; null lets everybody check who has the right.';

-- is_check: the step judges somebody else's report or work; where one was drawn, only by them.
alter table case_step add column is_check boolean not null default false;
update case_step set is_check = true where action in ('confirm', 'verify', 'rework');

insert into case_step (action, from_status, to_status, roles, needs_note)
select 'draw', status, status, '{dispatcher,supervisor,admin}'::text[], true
from unnest(array['pending_verify', 'pending_check']) status;
