-- Files of old logs between their check and the import (decision 0086): ciphertext, one for a session, an hour at most.
-- Unlogged: nothing of it in the write-ahead log, nothing after a crash. The mark that completes the key is with the browser.

CREATE UNLOGGED TABLE app.held_files (
    session uuid PRIMARY KEY REFERENCES auth.sessions (id) ON DELETE CASCADE,
    held_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sealed  bytea NOT NULL
);
ALTER TABLE app.held_files ALTER COLUMN sealed SET STORAGE EXTERNAL;

GRANT SELECT, INSERT, DELETE ON app.held_files TO :app:;
GRANT SELECT ON app.held_files TO :backup:;

-- An import that was wrong as a whole is taken back: its rows may be entered again, its numbers stay used.
ALTER TABLE facts.imports ADD COLUMN taken_back integer NOT NULL DEFAULT 0, ADD COLUMN taken_back_at timestamptz;
ALTER TABLE facts.import_rows ADD COLUMN taken_back boolean NOT NULL DEFAULT false, DROP CONSTRAINT import_rows_pkey,
    ADD PRIMARY KEY (case_id);
CREATE UNIQUE INDEX import_rows_once ON facts.import_rows (unit, row_key) WHERE NOT taken_back;
