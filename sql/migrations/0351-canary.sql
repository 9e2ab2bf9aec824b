-- What the health check writes and rolls back: a row that a plpgsql trigger has to put right. It is always empty.
create table canary (
  told text not null,
  echoed text
);
