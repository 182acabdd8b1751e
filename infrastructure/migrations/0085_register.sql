-- Closed registers as fact rows, and what a book holds as of a position of the log (domain.register, decision 0085).

CREATE TABLE facts.registers (
    register uuid PRIMARY KEY,
    unit     uuid NOT NULL,
    year     integer NOT NULL,
    UNIQUE (unit, year)
);
CREATE TABLE facts.closings (
    register  uuid NOT NULL,
    unit      uuid NOT NULL,
    year      integer NOT NULL,
    kind      text NOT NULL,
    first     date NOT NULL,
    last      date NOT NULL,
    upto      bigint NOT NULL,
    since     bigint,
    entries   integer NOT NULL,
    sessions  integer NOT NULL,
    later     integer NOT NULL,
    digest    text NOT NULL,
    layout    integer NOT NULL,
    rules     text NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by uuid,
    position  bigint NOT NULL,
    PRIMARY KEY (unit, kind, first)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.registers, facts.closings TO :app:;
GRANT SELECT ON facts.registers, facts.closings TO :follower:, :auditor:, :backup:;

SET LOCAL ROLE :follower:;

-- One line of an entry, layout 1: codes, days and versions of facts. What was told, and what was done with it, is compared
-- to find corrections; completeness and the next step move on their own, so they are in the whole line alone.
CREATE FUNCTION views.book_line_1(e jsonb, is_whole boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT (jsonb_build_array(e->'code', e->'identity_version', e->'received_at', e->'recorded_at', e->'channel',
        e->'source_type', e->'danger', e->'sex', e->'age_band', e->'incident', e->'residence', e->'allegation', e->'alleged',
        e->'abuse_types', e->'groups', e->'priority', e->'accident', e->'triage',
        (SELECT coalesce(jsonb_agg(jsonb_build_array(t.one->'version', t.one->'kind', t.one->'unit', t.one->'known',
            t.one->'at', t.one->'since', t.one->'counts',
            (SELECT coalesce(jsonb_agg(jsonb_build_array(r.one->'version', r.one->'kind', r.one->'at') ORDER BY r.n), '[]')
               FROM jsonb_array_elements(t.one->'replies') WITH ORDINALITY AS r (one, n))) ORDER BY t.n), '[]')
           FROM jsonb_array_elements(e->'told') WITH ORDINALITY AS t (one, n)),
        e->'duty_met', e->'counsellor', e->'referral_state', e->'state', e->'outcome', e->'closed_at')
        || CASE WHEN is_whole THEN jsonb_build_array(e->'consultations', e->'consultation_kinds', e->'filled', e->'required',
                                                     e->'missing')
                ELSE '[]' END)::text
$$;

-- Every line of a book: of all entries and consultations of the unit's register, whoever may see them. For the two
-- functions below alone.
CREATE FUNCTION views.book(in_unit uuid, in_kind text, first date, last date, upto bigint, since bigint, closed_before bigint)
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
    ), logged AS MATERIALIZED (
        SELECT DISTINCT ON (s.matter_id, s.version) s.*, (s.held_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS held_on,
               (SELECT t.case_id FROM v_register.ties t WHERE t.matter_id = s.matter_id AND t.position <= book.upto
                 ORDER BY t.position DESC LIMIT 1) AS case_id
          FROM v_register.sessions s WHERE s.unit = in_unit AND s.position <= book.upto
         ORDER BY s.matter_id, s.version, s.position DESC
    )
    SELECT 'entry', k.case_id, k.valid_from, k.code, views.book_line_1(to_jsonb(k), true) FROM known k
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

-- Which lines a book has, without a word of them: numbers that a reader may not see stand there as used.
CREATE FUNCTION views.book_index(in_unit uuid, in_kind text, first date, last date, upto bigint, since bigint, closed_before bigint)
RETURNS TABLE (part text, record uuid, "position" bigint, code text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, views SET timezone = 'UTC' AS $$
    SELECT b.part, b.record, b.position, b.code FROM views.book(in_unit, in_kind, first, last, upto, since, closed_before) b
$$;

-- What a book comes to: counts, and a digest of all its lines.
CREATE FUNCTION views.book_seal(in_unit uuid, in_kind text, first date, last date, upto bigint, since bigint, closed_before bigint,
    OUT entries integer, OUT sessions integer, OUT later integer, OUT digest text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, views SET timezone = 'UTC' AS $$
    SELECT count(*) FILTER (WHERE b.part = 'entry'), count(*) FILTER (WHERE b.part = 'session'),
           count(*) FILTER (WHERE b.part LIKE 'later%'),
           encode(sha256(convert_to(coalesce(string_agg(b.part || ' ' || b.line, E'\n'
                                                        ORDER BY b.part COLLATE "C", b.line COLLATE "C"), ''), 'UTF8')), 'hex')
      FROM views.book(in_unit, in_kind, first, last, upto, since, closed_before) b
$$;
REVOKE EXECUTE ON FUNCTION views.book, views.book_index, views.book_seal FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION views.book_line_1 FROM PUBLIC;
GRANT EXECUTE ON FUNCTION views.book_index, views.book_seal TO :app:;
RESET ROLE;
