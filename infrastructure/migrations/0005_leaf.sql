-- The leaf of an event as one expression: the same bytes (docs/seal-format.md, vectors and all), in about half the
-- time. It is computed under the ledger's lock, so its time is every writer's time.

CREATE OR REPLACE FUNCTION es.leaf(e es.events) RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN sha256('\x000000000e'::bytea || convert_to('lachan/event/1', 'UTF8')
        || '\x00000008'::bytea || int8send(e.position::bigint)
        || coalesce('\x00000010'::bytea || uuid_send(e.stream_id), '\xffffffff'::bytea)
        || '\x00000008'::bytea || int8send(e.version::bigint)
        || coalesce(int4send(octet_length(convert_to(e.topic, 'UTF8'))) || convert_to(e.topic, 'UTF8'), '\xffffffff'::bytea)
        || coalesce('\x00000008'::bytea || int8send((extract(epoch FROM e.occurred_at) * 1000000)::bigint), '\xffffffff'::bytea)
        || coalesce('\x00000008'::bytea || int8send((extract(epoch FROM e.received_at) * 1000000)::bigint), '\xffffffff'::bytea)
        || coalesce('\x00000008'::bytea || int8send((extract(epoch FROM e.recorded_at) * 1000000)::bigint), '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(convert_to(e.actor, 'UTF8'))) || convert_to(e.actor, 'UTF8'), '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(convert_to(e.role, 'UTF8'))) || convert_to(e.role, 'UTF8'), '\xffffffff'::bytea)
        || coalesce('\x00000010'::bytea || uuid_send(e.unit), '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(convert_to(e.on_behalf_of, 'UTF8'))) || convert_to(e.on_behalf_of, 'UTF8'), '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(convert_to(e.purpose, 'UTF8'))) || convert_to(e.purpose, 'UTF8'), '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(convert_to(e.legal_basis, 'UTF8'))) || convert_to(e.legal_basis, 'UTF8'), '\xffffffff'::bytea)
        || coalesce('\x00000010'::bytea || uuid_send(e.request_id), '\xffffffff'::bytea)
        || coalesce('\x00000010'::bytea || uuid_send(e.correlation_id), '\xffffffff'::bytea)
        || coalesce('\x00000010'::bytea || uuid_send(e.cause_id), '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(convert_to(e.idempotency_key, 'UTF8'))) || convert_to(e.idempotency_key, 'UTF8'), '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(convert_to(e.confidentiality, 'UTF8'))) || convert_to(e.confidentiality, 'UTF8'), '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(convert_to(e.rule_version, 'UTF8'))) || convert_to(e.rule_version, 'UTF8'), '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(e.coded)) || e.coded, '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(e.personal)) || e.personal, '\xffffffff'::bytea));
END $$;
