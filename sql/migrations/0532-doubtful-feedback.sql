-- Feedback that may be made up counts in no rating until a supervisor has accepted it (sql/queries/citizens/doubt.sql).
alter table feedback
  add column network bytea, -- a keyed hash of the sender's network, another one each day; forgotten after two
  add column accepted_at timestamptz,
  add column accepted_by uuid constraint feedback_acceptor_exists references account,
  add column is_rated boolean not null
    generated always as (not flags && array['no_scan', 'burst', 'one_network']) stored;
comment on column feedback.is_rated is
  'Its stars count: nothing says that it may be made up, or a supervisor accepted it.';
