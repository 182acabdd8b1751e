-- Encrypted bytes of files, beside the log: the fact in the log holds the digest of these ciphertexts, so the seal covers them.

CREATE SCHEMA files;
GRANT USAGE ON SCHEMA files TO :app:, :auditor:, :backup:;

CREATE TABLE files.stored (
    file       uuid PRIMARY KEY,
    record     uuid NOT NULL,
    record_key uuid NOT NULL,
    file_key   uuid NOT NULL,
    size       bigint NOT NULL
);
CREATE INDEX stored_of_record ON files.stored (record);
CREATE INDEX stored_under_record_key ON files.stored (record_key);
CREATE INDEX stored_under_file_key ON files.stored (file_key);

CREATE TABLE files.pieces (
    file  uuid NOT NULL REFERENCES files.stored ON DELETE CASCADE,
    part  smallint NOT NULL,
    piece integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (file, part, piece)
);
ALTER TABLE files.pieces ALTER COLUMN bytes SET STORAGE EXTERNAL;  -- ciphertext does not get smaller

CREATE INDEX events_of_files ON es.events (topic, position)
 WHERE topic IN ('case.file-attached.1', 'case.file-withdrawn.1', 'counselling.file-attached.1', 'counselling.file-withdrawn.1');

-- The only way in which bytes go: those under keys that the log says are destroyed. The application may call it and
-- delete nothing itself.
CREATE FUNCTION files.forget(keys uuid[]) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
WITH said AS (
    SELECT (convert_from(e.coded, 'UTF8')::jsonb ->> 'destroyed')::uuid AS key FROM es.events e
     WHERE e.topic IN ('case.file-withdrawn.1', 'counselling.file-withdrawn.1')
    UNION ALL
    SELECT jsonb_array_elements_text(convert_from(e.coded, 'UTF8')::jsonb -> 'key_ids')::uuid FROM es.events e
     WHERE e.topic = 'erasure.key-destroyed.1'
), gone AS (
    DELETE FROM files.stored s
     WHERE EXISTS (SELECT FROM said WHERE said.key = ANY(keys) AND said.key IN (s.record_key, s.file_key))
    RETURNING 1
) SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION files.forget(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION files.forget(uuid[]) TO :app:;

GRANT SELECT, INSERT ON files.stored, files.pieces TO :app:;
GRANT SELECT ON files.stored, files.pieces TO :auditor:, :backup:;
