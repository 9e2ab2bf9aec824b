-- A gateway's secret may be replaced while the former one is still taken, until whoever is at the device has entered the
-- new one.
alter table gateway
  add former_secret_sha256 bytea,
  add former_secret_until timestamptz,
  add constraint gateway_former_secret_ends check ((former_secret_sha256 is null) = (former_secret_until is null));
