-- chain_anchor is append-only and chained itself. position, the hashes and what they are over come from here.

-- Over the last entry of every case, of those recorded from one instant to another.
create or replace function chain_heads(since timestamptz, until timestamptz) returns bytea language sql stable
  return (
    select sha256(coalesce(string_agg(uuid_send(case_id) || int4send(seq) || hash, ''::bytea
      order by case_id), ''::bytea))
    from (
      select distinct on (e.case_id) e.case_id, e.seq, e.hash
      from case_event e
      where e.recorded_at >= since and e.recorded_at < until
      order by e.case_id, e.seq desc
    ) head);

create or replace function chain_anchor_hash(anchor chain_anchor) returns bytea language sql stable
  return sha256(coalesce(anchor.prev_hash, ''::bytea) || int4send(anchor.position) || int8send(anchor.cases)
    || anchor.heads
    || int8send((extract(epoch from anchor.anchored_at) * 1000000)::bigint)
    || int8send((extract(epoch from anchor.recorded_until) * 1000000)::bigint)
    -- of anchors from before there was an audit log nothing
    || coalesce(int8send(anchor.audit_seq) || anchor.audit_head, ''::bytea));

create or replace trigger chain_anchor_10_append_only before update or delete on chain_anchor
  for each row execute function refuse_change();
create or replace trigger chain_anchor_20_no_truncate before truncate on chain_anchor
  for each statement execute function refuse_change();
drop function if exists chain_anchor_refuse_change(); -- before refuse_change
