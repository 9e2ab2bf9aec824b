-- What a gateway sends beyond its quota is counted.
-- Of a long rejected payload the beginning is kept, with length and hash of all.
alter table gateway_hour
  add column over_quota bigint not null default 0,
  add column held_ms bigint not null default 0;

alter table rejected_message
  add column payload_bytes integer,
  add column payload_sha256 bytea,
  add constraint rejected_message_cut_has_length_and_hash check ((payload_bytes is null) = (payload_sha256 is null));
