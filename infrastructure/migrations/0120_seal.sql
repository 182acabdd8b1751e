-- The seal of the two logs (DESIGN, section 8): signed heads of their trees, and what witnesses outside cosigned.
-- Formats: docs/seal-format.md. The signer keeps its own last head in a file beside its key and trusts that, not this schema.

CREATE SCHEMA seal;

-- The origin names a log for ever, on paper and at its witnesses.
CREATE TABLE seal.logs (
    log    text PRIMARY KEY CHECK (log IN ('events', 'access')),
    origin text NOT NULL UNIQUE
);
INSERT INTO seal.logs
SELECT log, 'lachan/' || installation || '/' || log
  FROM (SELECT gen_random_uuid()::text AS installation) i, unnest(ARRAY['events', 'access']) log;

CREATE TABLE seal.checkpoints (
    log       text        NOT NULL REFERENCES seal.logs,
    size      bigint      NOT NULL CHECK (size > 0),
    root      bytea       NOT NULL,
    signed_at timestamptz NOT NULL,
    note      text        NOT NULL,
    frontier  bytea[]     NOT NULL,
    PRIMARY KEY (log, size)
);

-- The head over everything up to the last entry of a year (Asia/Ho_Chi_Minh): the volume of that year ends with it.
CREATE TABLE seal.volumes (
    log  text    NOT NULL,
    year integer NOT NULL,
    size bigint  NOT NULL,
    PRIMARY KEY (log, year),
    FOREIGN KEY (log, size) REFERENCES seal.checkpoints
);

CREATE TABLE seal.witnesses (
    name     text        PRIMARY KEY,
    vkey     text        NOT NULL,
    added_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE seal.cosignatures (
    log         text        NOT NULL,
    size        bigint      NOT NULL,
    witness     text        NOT NULL REFERENCES seal.witnesses,
    cosigned_at timestamptz NOT NULL,
    line        text        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (log, size, witness),
    FOREIGN KEY (log, size) REFERENCES seal.checkpoints
);

CREATE FUNCTION seal.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'heads and cosignatures are append-only' USING ERRCODE = '42501';
END $$;
DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['logs', 'checkpoints', 'volumes', 'witnesses', 'cosignatures'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON seal.%I'
                       ' FOR EACH ROW EXECUTE FUNCTION seal.refuse_change()', kept);
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON seal.%I'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION seal.refuse_change()', kept);
        EXECUTE format('ALTER TABLE seal.%I ENABLE ALWAYS TRIGGER append_only', kept);
        EXECUTE format('ALTER TABLE seal.%I ENABLE ALWAYS TRIGGER never_emptied', kept);
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA seal TO :app:, :signer:, :auditor:, :backup:;
GRANT SELECT ON ALL TABLES IN SCHEMA seal TO :app:, :signer:, :auditor:, :backup:;
GRANT INSERT ON seal.checkpoints, seal.volumes, seal.witnesses, seal.cosignatures TO :signer:;
