-- The access log: every read of personal data, list, search, denial and sign-in. No names, no search words.

CREATE SCHEMA trail;

CREATE TABLE trail.entries (
    position       bigint      NOT NULL,
    recorded_at    timestamptz NOT NULL,
    request_id     uuid        NOT NULL,
    session_ref    bytea,
    account        uuid,
    role           text        NOT NULL,
    unit           uuid,
    action         text        NOT NULL,
    record         uuid,
    field_class    text        NOT NULL,
    records        integer[]   NOT NULL,
    query_digest   bytea,
    purpose        text,
    basis          text        NOT NULL,
    decision       text        NOT NULL,
    reason         text        NOT NULL,
    policy_version text        NOT NULL,
    leaf           bytea       NOT NULL,
    PRIMARY KEY (position)
);
CREATE INDEX entries_of_record ON trail.entries (record, position) WHERE record IS NOT NULL;

CREATE FUNCTION trail.leaf(e trail.entries) RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN sha256('\x00'::bytea
        || int4send(octet_length(textsend('lachan/access/1'::text))) || textsend('lachan/access/1'::text)
        || int4send(8) || int8send(e.position)
        || int4send(8) || int8send((extract(epoch FROM e.recorded_at) * 1000000)::bigint)
        || int4send(16) || uuid_send(e.request_id)
        || coalesce(int4send(octet_length(e.session_ref)) || e.session_ref, '\xffffffff'::bytea)
        || coalesce(int4send(16) || uuid_send(e.account), '\xffffffff'::bytea)
        || int4send(octet_length(textsend(e.role))) || textsend(e.role)
        || coalesce(int4send(16) || uuid_send(e.unit), '\xffffffff'::bytea)
        || int4send(octet_length(textsend(e.action))) || textsend(e.action)
        || coalesce(int4send(16) || uuid_send(e.record), '\xffffffff'::bytea)
        || int4send(octet_length(textsend(e.field_class))) || textsend(e.field_class)
        || int4send(octet_length(textsend(array_to_string(e.records, ',')))) || textsend(array_to_string(e.records, ','))
        || coalesce(int4send(octet_length(e.query_digest)) || e.query_digest, '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(textsend(e.purpose))) || textsend(e.purpose), '\xffffffff'::bytea)
        || int4send(octet_length(textsend(e.basis))) || textsend(e.basis)
        || int4send(octet_length(textsend(e.decision))) || textsend(e.decision)
        || int4send(octet_length(textsend(e.reason))) || textsend(e.reason)
        || int4send(octet_length(textsend(e.policy_version))) || textsend(e.policy_version));
END $$;

CREATE FUNCTION trail.append(
    in_request uuid, in_session bytea, in_account uuid, in_role text, in_unit uuid,
    in_action text, in_record uuid, in_field_class text, in_records integer[], in_query bytea,
    in_purpose text, in_basis text, in_decision text, in_reason text, in_policy text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, trail AS $$
DECLARE
    e trail.entries;
    before timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(7205412);
    SELECT x.position, x.recorded_at INTO e.position, before
      FROM trail.entries x ORDER BY x.position DESC LIMIT 1;
    e.position := coalesce(e.position, 0) + 1;
    e.recorded_at := greatest(clock_timestamp(), before);
    e.request_id := in_request;
    e.session_ref := in_session;
    e.account := in_account;
    e.role := in_role;
    e.unit := in_unit;
    e.action := in_action;
    e.record := in_record;
    e.field_class := in_field_class;
    e.records := in_records;
    e.query_digest := in_query;
    e.purpose := in_purpose;
    e.basis := in_basis;
    e.decision := in_decision;
    e.reason := in_reason;
    e.policy_version := in_policy;
    e.leaf := trail.leaf(e);
    INSERT INTO trail.entries VALUES (e.*);
    RETURN e.position;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON trail.entries
    FOR EACH ROW EXECUTE FUNCTION es.refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON trail.entries
    FOR EACH STATEMENT EXECUTE FUNCTION es.refuse_change();
ALTER TABLE trail.entries ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE trail.entries ENABLE ALWAYS TRIGGER never_emptied;

GRANT USAGE ON SCHEMA trail TO :app:, :signer:, :auditor:, :backup:;
GRANT SELECT ON trail.entries TO :app:, :signer:, :auditor:, :backup:;
REVOKE ALL ON FUNCTION trail.append FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trail.append TO :app:;
