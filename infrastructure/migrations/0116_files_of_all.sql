-- Files belong to every kind of record that has a pair of such facts, by the end of the topic: those of activities were
-- hidden and their bytes stayed, because two topics were named here one by one.
DROP INDEX es.events_of_files;
CREATE INDEX events_of_files ON es.events (topic, position)
 WHERE topic LIKE '%.file-attached.1' OR topic LIKE '%.file-withdrawn.1';

CREATE OR REPLACE FUNCTION files.forget(keys uuid[]) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
WITH said AS (
    SELECT (convert_from(e.coded, 'UTF8')::jsonb ->> 'destroyed')::uuid AS key FROM es.events e
     WHERE e.topic LIKE '%.file-withdrawn.1'
    UNION ALL
    SELECT jsonb_array_elements_text(convert_from(e.coded, 'UTF8')::jsonb -> 'key_ids')::uuid FROM es.events e
     WHERE e.topic = 'erasure.key-destroyed.1'
), gone AS (
    DELETE FROM files.stored s
     WHERE EXISTS (SELECT FROM said WHERE said.key = ANY(keys) AND said.key IN (s.record_key, s.file_key))
    RETURNING 1
) SELECT count(*) FROM gone
$$;
