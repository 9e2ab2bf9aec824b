-- Who has sent a photo is asked whenever it is shown, and when it is announced again.
create index upload_sent on upload (sha256, owner) where completed_at is not null;
