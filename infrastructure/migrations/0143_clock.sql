-- A clock that was set back is found and kept, and lets nobody in for longer (decision 0131). The logs' own times never
-- run backwards (0001); sessions, tokens and waits live outside the logs, by the clock as it is.

CREATE TABLE auth.clock (
    one  boolean     PRIMARY KEY DEFAULT true CHECK (one),
    last timestamptz NOT NULL       -- what the clock showed when it was last looked at, to a second
);
INSERT INTO auth.clock (last) SELECT greatest(clock_timestamp(), max(recorded_at)) FROM trail.entries;

CREATE TABLE auth.set_backs (
    number   integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    it_was   timestamptz NOT NULL,  -- the latest that the clock had shown
    it_is    timestamptz NOT NULL,  -- what it showed when this was found
    position bigint      NOT NULL   -- of the access log: the entry with which it was found
);
GRANT SELECT ON auth.clock, auth.set_backs TO :app:, :follower:, :auditor:, :backup:;

-- Never before the latest moment that was seen: until the first entry after a step back, sessions are judged by that.
CREATE OR REPLACE FUNCTION auth.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT greatest(clock_timestamp(), c.last) FROM auth.clock c
$$;

-- What had ended by the time that was seen stays ended; screens lock, and a session that began later than now begins now;
-- nobody waits for more than half a minute.
-- What somebody is using at this very moment is passed over, or two would wait for each other.
CREATE FUNCTION auth.set_back(in_was timestamptz, in_is timestamptz, in_position bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, auth AS $$
BEGIN
    INSERT INTO auth.set_backs (it_was, it_is, position) VALUES (in_was, in_is, in_position);
    UPDATE auth.clock SET last = in_is;
    DELETE FROM auth.sessions WHERE token_hash IN (
        SELECT s.token_hash FROM auth.sessions s WHERE s.ends_at <= in_was FOR UPDATE SKIP LOCKED);
    DELETE FROM auth.tokens WHERE id IN (
        SELECT t.id FROM auth.tokens t WHERE t.ends_at <= in_was FOR UPDATE SKIP LOCKED);
    UPDATE auth.sessions SET seen_at = '-infinity', proved_at = NULL, opened_at = least(opened_at, in_is),
           ends_at = least(ends_at, in_is + (ends_at - opened_at)) WHERE token_hash IN (
        SELECT s.token_hash FROM auth.sessions s FOR UPDATE SKIP LOCKED);
    UPDATE auth.attempts SET last_at = in_is, wait_until = least(wait_until, in_is + interval '30 seconds')
     WHERE key IN (SELECT a.key FROM auth.attempts a WHERE a.last_at > in_is FOR UPDATE SKIP LOCKED);
END $$;
REVOKE ALL ON FUNCTION auth.set_back FROM PUBLIC;

-- As in 0050, and each entry looks whether the clock went back since the one before.
CREATE OR REPLACE FUNCTION trail.append(
    in_request uuid, in_session bytea, in_account uuid, in_role text, in_unit uuid,
    in_action text, in_record uuid, in_field_class text, in_records integer[], in_query bytea,
    in_purpose text, in_basis text, in_decision text, in_reason text, in_policy text,
    simulated timestamptz DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, trail AS $$
DECLARE
    e trail.entries;
    before timestamptz;
    seen timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(7205412);
    IF simulated IS NOT NULL AND NOT coalesce(
        (SELECT x.topic = 'installation.marked-fictional.1' FROM es.events x WHERE x.position = 1), false) THEN
        RAISE EXCEPTION 'a simulated clock is only for a fictional installation' USING ERRCODE = '42501';
    END IF;
    e.recorded_at := coalesce(simulated, clock_timestamp());
    SELECT n.at_position, n.at_time INTO e.position, before FROM trail.newest(e.recorded_at) n;
    e.position := coalesce(e.position, 0) + 1;
    IF simulated IS NULL THEN
        SELECT c.last INTO seen FROM auth.clock c;
        IF e.recorded_at >= seen + interval '1 second' THEN
            UPDATE auth.clock SET last = e.recorded_at;
        ELSIF e.recorded_at < seen - interval '1 second' THEN
            PERFORM auth.set_back(seen, e.recorded_at, e.position);
        END IF;
    END IF;
    e.recorded_at := greatest(e.recorded_at, before);
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
