-- Match rows: keyed hashes by which two records are found to name the same person (full name with full birth date,
-- telephone, identity number). Their key lies in the key store, one a generation. A new generation is written beside the
-- old one and becomes the current one under the ledger's lock, so nothing waits while all of it is hashed again.

CREATE TABLE facts.match_key (
    one        integer PRIMARY KEY CHECK (one = 1),
    generation integer NOT NULL
);
INSERT INTO facts.match_key VALUES (1, 1);

CREATE TABLE facts.matches (
    generation integer NOT NULL,
    record     uuid    NOT NULL,
    part       text    NOT NULL,   -- what is replaced as a whole when it is corrected: details, contact, session-<version>
    kind       text    NOT NULL,   -- name-and-birth, telephone, identity-number
    hash       bytea   NOT NULL,
    role       text    NOT NULL,   -- child, guardian, suspected, informant, staff, relative
    PRIMARY KEY (generation, record, part, kind, hash, role)
);
CREATE INDEX matches_by_hash ON facts.matches (hash, kind);

CREATE FUNCTION facts.set_matches(
    in_generation integer, in_record uuid, in_part text, in_kinds text[], in_hashes bytea[], in_roles text[]
) RETURNS void LANGUAGE sql SET search_path = pg_catalog, facts AS $$
    DELETE FROM facts.matches WHERE generation = in_generation AND record = in_record AND part = in_part;
    INSERT INTO facts.matches
    SELECT in_generation, in_record, in_part, x.kind, x.hash, x.role
      FROM unnest(in_kinds, in_hashes, in_roles) AS x (kind, hash, role)
    ON CONFLICT DO NOTHING;
$$;

-- For the transaction of an event, which holds the ledger's lock: rows under another generation than the current one
-- would never be found, so the transaction is sent back and hashes again.
CREATE FUNCTION facts.set_current_matches(
    in_generation integer, in_record uuid, in_part text, in_kinds text[], in_hashes bytea[], in_roles text[]
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, facts AS $$
BEGIN
    IF in_generation <> (SELECT generation FROM facts.match_key) THEN
        RAISE EXCEPTION 'the key of the match rows was replaced' USING ERRCODE = '40001';
    END IF;
    PERFORM facts.set_matches(in_generation, in_record, in_part, in_kinds, in_hashes, in_roles);
END $$;

GRANT SELECT, INSERT, DELETE ON facts.matches TO :app:;
GRANT SELECT, UPDATE ON facts.match_key TO :app:;
GRANT SELECT ON facts.matches, facts.match_key TO :follower:, :backup:;
