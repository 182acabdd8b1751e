-- The ledger: one log of events, appended by one function and by nothing else.
-- The bytes of a leaf are fixed in docs/seal-format.md.

CREATE SCHEMA es;

CREATE TABLE es.events (
    position        bigint      PRIMARY KEY,
    stream_id       uuid        NOT NULL,
    version         integer     NOT NULL,
    topic           text        NOT NULL,
    occurred_at     timestamptz NOT NULL,
    received_at     timestamptz,
    recorded_at     timestamptz NOT NULL,
    actor           text        NOT NULL,
    role            text        NOT NULL,
    unit            uuid,
    on_behalf_of    text,
    purpose         text,
    legal_basis     text,
    request_id      uuid        NOT NULL,
    correlation_id  uuid        NOT NULL,
    cause_id        uuid,
    idempotency_key text,
    confidentiality text        NOT NULL,
    rule_version    text        NOT NULL,
    coded           bytea       NOT NULL,
    personal        bytea,
    leaf            bytea       NOT NULL,
    UNIQUE (stream_id, version)
);
ALTER TABLE es.events ALTER COLUMN personal SET STORAGE EXTERNAL;

-- One expression of built-in functions: called under the ledger's lock, so each call of our own would cost.
-- A NULL is ffffffff; `coalesce` finds it because a length of NULL is NULL.
CREATE FUNCTION es.leaf(e es.events) RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN sha256('\x00'::bytea
        || int4send(octet_length(textsend('lachan/event/1'::text))) || textsend('lachan/event/1'::text)
        || int4send(8) || int8send(e.position)
        || int4send(16) || uuid_send(e.stream_id)
        || int4send(8) || int8send(e.version::bigint)
        || int4send(octet_length(textsend(e.topic))) || textsend(e.topic)
        || int4send(8) || int8send((extract(epoch FROM e.occurred_at) * 1000000)::bigint)
        || coalesce(int4send(8) || int8send((extract(epoch FROM e.received_at) * 1000000)::bigint), '\xffffffff'::bytea)
        || int4send(8) || int8send((extract(epoch FROM e.recorded_at) * 1000000)::bigint)
        || int4send(octet_length(textsend(e.actor))) || textsend(e.actor)
        || int4send(octet_length(textsend(e.role))) || textsend(e.role)
        || coalesce(int4send(16) || uuid_send(e.unit), '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(textsend(e.on_behalf_of))) || textsend(e.on_behalf_of), '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(textsend(e.purpose))) || textsend(e.purpose), '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(textsend(e.legal_basis))) || textsend(e.legal_basis), '\xffffffff'::bytea)
        || int4send(16) || uuid_send(e.request_id)
        || int4send(16) || uuid_send(e.correlation_id)
        || coalesce(int4send(16) || uuid_send(e.cause_id), '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(textsend(e.idempotency_key))) || textsend(e.idempotency_key), '\xffffffff'::bytea)
        || int4send(octet_length(textsend(e.confidentiality))) || textsend(e.confidentiality)
        || int4send(octet_length(textsend(e.rule_version))) || textsend(e.rule_version)
        || int4send(octet_length(e.coded)) || e.coded
        || coalesce(int4send(octet_length(e.personal)) || e.personal, '\xffffffff'::bytea));
END $$;

-- One event in one call: lock, order, store, leaf, wake the follower. `recorded_at` never runs backwards.
-- Further events of the same transaction are further calls: the lock is held until the commit.
-- A version of NULL means "the next one": only for events without a personal part, whose ciphertext
-- would be bound to a version. A simulated clock is accepted only in an installation marked fictional
-- by its first event.
CREATE FUNCTION es.append(
    in_stream uuid, in_version integer, in_topic text, in_occurred timestamptz, in_received timestamptz,
    in_actor text, in_role text, in_unit uuid, in_on_behalf_of text, in_purpose text, in_legal_basis text,
    in_request uuid, in_correlation uuid, in_cause uuid, in_idempotency text,
    in_confidentiality text, in_rule_version text, in_coded bytea, in_personal bytea,
    simulated timestamptz DEFAULT NULL,
    OUT new_position bigint, OUT new_version integer, OUT new_recorded_at timestamptz
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, es AS $$
DECLARE
    e es.events;
BEGIN
    PERFORM pg_advisory_xact_lock(7205411);
    SELECT x.position + 1, x.recorded_at INTO new_position, new_recorded_at
      FROM es.events x ORDER BY x.position DESC LIMIT 1;
    new_position := coalesce(new_position, 1);
    IF simulated IS NOT NULL AND NOT coalesce(
        (SELECT x.topic FROM es.events x WHERE x.position = 1), in_topic) = 'installation.marked-fictional.1' THEN
        RAISE EXCEPTION 'a simulated clock is only for a fictional installation' USING ERRCODE = '42501';
    END IF;
    new_recorded_at := greatest(coalesce(simulated, clock_timestamp()), new_recorded_at);
    new_version := in_version;
    IF new_version IS NULL THEN
        IF in_personal IS NOT NULL THEN
            RAISE EXCEPTION 'personal data is bound to a version' USING ERRCODE = '22023';
        END IF;
        SELECT coalesce(max(x.version), -1) + 1 INTO new_version FROM es.events x WHERE x.stream_id = in_stream;
    END IF;
    e := ROW(new_position, in_stream, new_version, in_topic, in_occurred, in_received, new_recorded_at,
             in_actor, in_role, in_unit, in_on_behalf_of, in_purpose, in_legal_basis, in_request, in_correlation,
             in_cause, in_idempotency, in_confidentiality, in_rule_version, in_coded, in_personal, NULL);
    e.leaf := es.leaf(e);
    INSERT INTO es.events VALUES (e.*);
    NOTIFY lachan_events;
END $$;

CREATE FUNCTION es.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON es.events
    FOR EACH ROW EXECUTE FUNCTION es.refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON es.events
    FOR EACH STATEMENT EXECUTE FUNCTION es.refuse_change();
ALTER TABLE es.events ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE es.events ENABLE ALWAYS TRIGGER never_emptied;

GRANT USAGE ON SCHEMA es TO :app:, :follower:, :signer:, :auditor:, :backup:;
GRANT SELECT ON es.events TO :app:, :follower:, :signer:, :auditor:, :backup:;
REVOKE ALL ON FUNCTION es.append FROM PUBLIC;
GRANT EXECUTE ON FUNCTION es.append TO :app:;
