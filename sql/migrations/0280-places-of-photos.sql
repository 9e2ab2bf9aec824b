-- Where a photo was taken, by its own EXIF: one that was taken elsewhere than its report says is flagged. Photos that
-- came before are not looked at again, so figures of past months stay what they were.
alter table photo add position geometry(point, 4326);
comment on column photo.position is 'Where it was taken, by EXIF; null where the file does not say.';
