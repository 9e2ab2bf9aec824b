-- What a list of sessions tells of each. Those from before have none of it, and stay listed until they are forgotten.
alter table session
  add is_phone boolean,
  add agent text,
  add stamp uuid;
comment on column session.is_phone is 'True for a phone''s tokens, false for a console''s cookie.';
comment on column session.agent is 'User-Agent of the log-in, its first 300 characters.';
comment on column session.stamp is
  'The account''s security_stamp at the log-in: with another one the session has ended.';
