-- Imports of old logs as fact rows: counts and keyed hashes. What stood in the rows is in the log, encrypted.

CREATE TABLE facts.imports (
    import_id   uuid PRIMARY KEY,
    unit        uuid NOT NULL,
    digest      text NOT NULL,
    rows        integer NOT NULL,
    good        integer NOT NULL,
    left_out    integer NOT NULL,
    begun_at    timestamptz NOT NULL,
    begun_by    uuid,
    entered     integer NOT NULL DEFAULT 0,
    finished_at timestamptz
);
CREATE INDEX imports_unfinished ON facts.imports (unit, digest) WHERE finished_at IS NULL;

-- One row of an old log stands once in the register of a unit, whoever enters it at the same moment.
CREATE TABLE facts.import_rows (
    unit       uuid NOT NULL,
    row_key    text NOT NULL,
    number_key text NOT NULL,
    import_id  uuid NOT NULL,
    case_id    uuid NOT NULL,
    row_no     integer NOT NULL,
    PRIMARY KEY (unit, row_key)
);
CREATE INDEX import_rows_numbers ON facts.import_rows (unit, number_key) WHERE number_key <> '';
CREATE INDEX import_rows_of_import ON facts.import_rows (import_id, row_no);

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.imports, facts.import_rows TO :app:;
GRANT SELECT ON facts.imports, facts.import_rows TO :follower:, :auditor:, :backup:;
