-- Deletes a payload profile that no gateway is read by; one that comes with the program too also while it is in use.
-- Parameters: code, even_in_use
delete from payload_profile p
where p.code = @code and (@even_in_use or not exists (select from terminal t where t.profile_code = p.code))
