-- A facility's own photos, by SHA-256 in hexadecimal and in order, so that its history says when they changed; how many bytes of which
-- type were declared is in attachment under the facility's id, as for reports.
alter table facility add photos text[] not null default '{}';
