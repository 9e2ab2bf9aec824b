-- Citizens' phone numbers are sealed (AES-256-GCM) with keys that the database does not have. What is there in clear
-- waits in a table of its own for the job that seals it.
create table phone_to_seal (
  feedback_id uuid constraint phone_to_seal_pk primary key
    constraint phone_to_seal_feedback_exists references feedback,
  phone text not null
);
comment on table phone_to_seal is 'Phone numbers of an earlier version in clear, until a job has sealed them: empty.';
insert into phone_to_seal (feedback_id, phone) select id, phone from feedback where phone is not null;
alter table feedback
  drop column phone,
  add column phone_sealed bytea, -- nonce, ciphertext and tag
  add column phone_key text,
  add constraint feedback_phone_names_its_key check ((phone_sealed is null) = (phone_key is null));
comment on column feedback.phone_key is 'The id of the key in the key file that opens phone_sealed.';
create index feedback_phone_key on feedback (phone_key, id) where phone_key is not null;

-- A rejected message keeps no phone number.
update rejected_message set payload = convert_to(regexp_replace(convert_from(payload, 'LATIN1'),
    '"phone"(\s*):(\s*)("[^"]*"|[0-9]+)', '"phone"\1:\2null', 'gi'), 'LATIN1')
where position('\x00'::bytea in payload) = 0 and convert_from(payload, 'LATIN1') ~* '"phone"\s*:\s*["0-9]';
