-- What was issued stays as it was issued: a revision is never changed or deleted, a correction is the next revision.
create or replace trigger bulletin_revision_append_only before update or delete on bulletin_revision
  for each row execute function refuse_change();
create or replace trigger bulletin_revision_no_truncate before truncate on bulletin_revision
  for each statement execute function refuse_change();

create or replace trigger issued_bulletin_append_only before update or delete on issued_bulletin
  for each row execute function refuse_change();
create or replace trigger issued_bulletin_no_truncate before truncate on issued_bulletin
  for each statement execute function refuse_change();

create or replace trigger issued_file_append_only before update or delete on issued_file
  for each row execute function refuse_change();
create or replace trigger issued_file_no_truncate before truncate on issued_file
  for each statement execute function refuse_change();
drop function if exists bulletin_revision_refuse_change(); -- before refuse_change
