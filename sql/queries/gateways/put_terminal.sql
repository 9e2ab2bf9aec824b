-- Says which profile reads a gateway, or changes it; a token of null stays as it is while there is push.
-- Parameters: gateway, profile, device, push, token. Column: gateway_id; no row when there is no such gateway.
insert into terminal as t (gateway_id, profile_code, device, push_style, push_token)
select g.id, @profile, @device, @push, case when @push::text is not null then coalesce(@token, had.push_token) end
from gateway g left join terminal had on had.gateway_id = g.id
where g.id = @gateway
on conflict on constraint terminal_pk do update set profile_code = excluded.profile_code, device = excluded.device,
  push_style = excluded.push_style, push_token = excluded.push_token
returning t.gateway_id
