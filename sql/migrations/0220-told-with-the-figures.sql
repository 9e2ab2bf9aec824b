-- What a bulletin tells beside its figures (sources, toilets, sections, overdue cases, names) is frozen with them.
-- Null: frozen before it was; then it is read when the bulletin is issued.
alter table bulletin_revision add column told jsonb;
