-- A photo whose bytes end in the middle of the picture: it is kept, and its reports are flagged. Photos that came before
-- are not looked at again, so figures of past months stay what they were.
alter table photo add is_damaged boolean not null default false;
comment on column photo.is_damaged is 'The picture breaks off behind its header.';
