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
