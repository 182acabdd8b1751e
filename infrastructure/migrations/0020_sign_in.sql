-- Signing in: what a session proved and when, second factors, recovery codes, tokens of programs, slow-down.
-- Secrets are ciphertexts under the account's own key, or hashes; nothing of them is in the log.

-- The database clock that never runs backwards as far as sessions can tell: a clock set back revives nothing.
CREATE FUNCTION auth.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT greatest(clock_timestamp(), (SELECT recorded_at FROM trail.entries ORDER BY position DESC LIMIT 1))
$$;

ALTER TABLE auth.sessions
    ADD COLUMN id        uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    ADD COLUMN stage     text NOT NULL DEFAULT 'full' CHECK (stage IN ('factor', 'full')),
    ADD COLUMN proved_at timestamptz,
    ADD COLUMN device    text NOT NULL DEFAULT '';

CREATE TABLE auth.factors (
    account      uuid PRIMARY KEY,
    kind         text NOT NULL,
    sealed       bytea NOT NULL,            -- under the key of the account's stream
    confirmed    boolean NOT NULL DEFAULT false,
    last_counter bigint NOT NULL DEFAULT 0, -- replay memory
    made_at      timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE auth.recovery_codes (
    account   uuid NOT NULL,
    code_hash bytea NOT NULL,               -- keyed
    used_at   timestamptz,
    PRIMARY KEY (account, code_hash)
);

CREATE TABLE auth.tokens (
    id         uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    account    uuid NOT NULL,
    scopes     text[] NOT NULL,
    ends_at    timestamptz NOT NULL,
    seen_at    timestamptz,
    position   bigint
);
CREATE INDEX tokens_of_account ON auth.tokens (account);

CREATE TABLE auth.known_networks (
    account uuid NOT NULL,
    network bytea NOT NULL,                 -- keyed hash of the address prefix
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (account, network)
);

CREATE TABLE auth.attempts (
    key        bytea PRIMARY KEY,           -- keyed hash of name, network, or both
    failures   integer NOT NULL,
    last_at    timestamptz NOT NULL,
    wait_until timestamptz NOT NULL
);
CREATE INDEX attempts_by_age ON auth.attempts (last_at);

-- Counts a try before it is judged, so that a hundred at once are a hundred. Returns 0 when it may be judged, else the
-- seconds to wait (it is not counted then, so waiting never grows by asking). A wait is 30 seconds at most: nobody is
-- ever locked out. After a quiet quarter of an hour a counter begins anew.
CREATE FUNCTION auth.attempt(keys bytea[], free integer[]) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
    at timestamptz := clock_timestamp();
    longest double precision := 0;
    one auth.attempts;
BEGIN
    DELETE FROM auth.attempts WHERE last_at < at - interval '1 day';
    INSERT INTO auth.attempts SELECT k, 0, at, at FROM unnest(keys) k ORDER BY k ON CONFLICT DO NOTHING;
    FOR one IN SELECT * FROM auth.attempts WHERE key = ANY(keys) ORDER BY key FOR UPDATE LOOP
        longest := greatest(longest, extract(epoch FROM one.wait_until - at));
    END LOOP;
    IF longest > 0 THEN
        RETURN longest;
    END IF;
    UPDATE auth.attempts a SET
        last_at = at,
        failures = n.failures,
        wait_until = CASE WHEN n.failures >= n.free
            THEN at + make_interval(secs => least(30, 2 ^ least(n.failures - n.free, 5))) ELSE at END
      FROM (SELECT b.key, k.free,
                   CASE WHEN b.last_at < at - interval '15 minutes' THEN 0 ELSE b.failures END + 1 AS failures
              FROM unnest(keys, free) AS k (key, free) JOIN auth.attempts b ON b.key = k.key) n
     WHERE a.key = n.key;
    RETURN 0;
END $$;

ALTER TABLE auth.credentials DROP COLUMN failures, DROP COLUMN wait_until;

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.factors, auth.recovery_codes, auth.tokens, auth.known_networks,
    auth.attempts TO :app:;
GRANT SELECT ON ALL TABLES IN SCHEMA auth TO :backup:;
