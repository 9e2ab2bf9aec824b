-- Append-only: an UPDATE, DELETE or TRUNCATE is refused, whoever asks. For the triggers of logs, and of what was issued.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name
    using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_append_only';
end $$;
