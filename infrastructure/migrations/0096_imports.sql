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

-- A book of many lines: the same text of a line, made without a statement of its own where nobody was told, and no line at
-- all where the index alone is asked for (decision 0085).
SET LOCAL ROLE :follower:;

CREATE OR REPLACE FUNCTION views.book_line_1(e jsonb, is_whole boolean) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    told jsonb := '[]';
BEGIN
    IF e->'told' <> '[]' THEN
        told := (SELECT coalesce(jsonb_agg(jsonb_build_array(t.one->'version', t.one->'kind', t.one->'unit', t.one->'known',
            t.one->'at', t.one->'since', t.one->'counts',
            (SELECT coalesce(jsonb_agg(jsonb_build_array(r.one->'version', r.one->'kind', r.one->'at') ORDER BY r.n), '[]')
               FROM jsonb_array_elements(t.one->'replies') WITH ORDINALITY AS r (one, n))) ORDER BY t.n), '[]')
           FROM jsonb_array_elements(e->'told') WITH ORDINALITY AS t (one, n));
    END IF;
    RETURN (jsonb_build_array(e->'code', e->'identity_version', e->'received_at', e->'recorded_at', e->'channel',
        e->'source_type', e->'danger', e->'sex', e->'age_band', e->'incident', e->'residence', e->'allegation', e->'alleged',
        e->'abuse_types', e->'groups', e->'priority', e->'accident', e->'triage', told,
        e->'duty_met', e->'counsellor', e->'referral_state', e->'state', e->'outcome', e->'closed_at')
        || CASE WHEN is_whole THEN jsonb_build_array(e->'consultations', e->'consultation_kinds', e->'filled', e->'required',
                                                     e->'missing')
                ELSE '[]' END)::text;
END $$;

CREATE FUNCTION views.book(in_unit uuid, in_kind text, first date, last date, upto bigint, since bigint, closed_before bigint,
    with_lines boolean)
RETURNS TABLE (part text, record uuid, "position" bigint, code text, line text) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH register AS MATERIALIZED (
        SELECT o.case_id FROM v_follow_up_log.entries o WHERE o.valid_from = o.record_no AND o.unit = in_unit
    ), closed AS MATERIALIZED (
        SELECT c.first, c.last FROM facts.closings c
         WHERE c.unit = in_unit AND c.kind = in_kind AND c.upto <= book.since
           AND (closed_before IS NULL OR c.position < closed_before)
    ), known AS MATERIALIZED (
        SELECT e.*, (e.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS received_on
          FROM register JOIN v_follow_up_log.entries e USING (case_id)
         WHERE e.valid_from <= book.upto AND (e.valid_to IS NULL OR e.valid_to > book.upto)
           AND (book.since IS NOT NULL
                OR (e.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date BETWEEN book.first AND book.last)
    ), logged AS MATERIALIZED (
        SELECT DISTINCT ON (s.matter_id, s.version) s.*, (s.held_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS held_on,
               (SELECT t.case_id FROM v_register.ties t WHERE t.matter_id = s.matter_id AND t.position <= book.upto
                 ORDER BY t.position DESC LIMIT 1) AS case_id
          FROM v_register.sessions s WHERE s.unit = in_unit AND s.position <= book.upto
         ORDER BY s.matter_id, s.version, s.position DESC
    )
    SELECT 'entry', k.case_id, k.valid_from, k.code, CASE WHEN with_lines THEN views.book_line_1(to_jsonb(k), true) END FROM known k
     WHERE k.received_on BETWEEN book.first AND book.last
    UNION ALL
    SELECT 'later', k.case_id, k.valid_from, k.code,
           jsonb_build_array(views.book_line_1(to_jsonb(o), false), views.book_line_1(to_jsonb(k), false))::text
      FROM known k
      LEFT JOIN v_follow_up_log.entries o
        ON o.case_id = k.case_id AND o.valid_from <= book.since AND (o.valid_to IS NULL OR o.valid_to > book.since)
     WHERE k.valid_from > book.since
       AND EXISTS (SELECT FROM closed c WHERE coalesce((o.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, k.received_on)
                                              BETWEEN c.first AND c.last)
       AND (o.case_id IS NULL OR views.book_line_1(to_jsonb(o), false) <> views.book_line_1(to_jsonb(k), false))
    UNION ALL
    SELECT CASE WHEN s.held_on BETWEEN book.first AND book.last THEN 'session' ELSE 'later_session' END,
           s.matter_id, s.position, '',
           jsonb_build_array(s.position, s.matter_id, s.held_at, s.recorded_at, s.kind,
                             s.channel, s.client, s.minutes, s.counsellor, s.lateness, s.case_id)::text
      FROM logged s
     WHERE (s.held_on BETWEEN book.first AND book.last
            OR (s.position > book.since AND EXISTS (SELECT FROM closed c WHERE s.held_on BETWEEN c.first AND c.last)))
       AND NOT EXISTS (SELECT FROM facts.corrections x WHERE x.position = s.position AND x.hides AND x.changed_by <= book.upto);
END $$;

CREATE OR REPLACE FUNCTION views.book_index(in_unit uuid, in_kind text, first date, last date, upto bigint, since bigint, closed_before bigint)
RETURNS TABLE (part text, record uuid, "position" bigint, code text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, views SET timezone = 'UTC' AS $$
    SELECT b.part, b.record, b.position, b.code
      FROM views.book(in_unit, in_kind, first, last, upto, since, closed_before, false) b
$$;

CREATE OR REPLACE FUNCTION views.book_seal(in_unit uuid, in_kind text, first date, last date, upto bigint, since bigint, closed_before bigint,
    OUT entries integer, OUT sessions integer, OUT later integer, OUT digest text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, views SET timezone = 'UTC' AS $$
    SELECT count(*) FILTER (WHERE b.part = 'entry'), count(*) FILTER (WHERE b.part = 'session'),
           count(*) FILTER (WHERE b.part LIKE 'later%'),
           encode(sha256(convert_to(coalesce(string_agg(b.part || ' ' || b.line, E'\n'
                                                        ORDER BY b.part COLLATE "C", b.line COLLATE "C"), ''), 'UTF8')), 'hex')
      FROM views.book(in_unit, in_kind, first, last, upto, since, closed_before, true) b
$$;
DROP FUNCTION views.book(uuid, text, date, date, bigint, bigint, bigint);
REVOKE EXECUTE ON FUNCTION views.book FROM PUBLIC;
RESET ROLE;
