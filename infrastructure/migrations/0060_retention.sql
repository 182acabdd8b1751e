-- How long records are kept: proposals as fact rows, and what upkeep asks. Codes, days and citations of law only.

CREATE TABLE facts.retention (
    proposal       uuid PRIMARY KEY,
    kind           text NOT NULL,
    length         integer NOT NULL,
    unit           text NOT NULL CHECK (unit IN ('hours', 'days', 'years')),
    counted_from   text NOT NULL,
    source         text NOT NULL,
    effective_from date NOT NULL,
    stage          text NOT NULL,
    proposed_at    timestamptz NOT NULL,
    proposed_by    uuid,
    confirmed_at   timestamptz,
    in_force_from  date
);
CREATE INDEX retention_in_force ON facts.retention (kind, in_force_from) WHERE in_force_from IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.retention TO :app:;
GRANT SELECT ON facts.retention TO :follower:, :auditor:, :backup:;

-- The period in force today, else the one given; the last confirmed wins on the same day (domain.retention.in_force).
CREATE FUNCTION facts.kept_for(in_kind text, otherwise interval) RETURNS interval LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT CASE r.unit WHEN 'hours' THEN make_interval(hours => r.length)
                           WHEN 'days' THEN make_interval(days => r.length)
                           ELSE make_interval(years => r.length) END
          FROM facts.retention r
         WHERE r.kind = in_kind AND r.in_force_from <= (clock_timestamp() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
         ORDER BY r.in_force_from DESC, r.confirmed_at DESC LIMIT 1), otherwise)
$$;

-- As in 0020, but tries are forgotten after the period in force.
CREATE OR REPLACE FUNCTION auth.attempt(keys bytea[], free integer[]) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
    at timestamptz := clock_timestamp();
    longest double precision := 0;
    one auth.attempts;
BEGIN
    DELETE FROM auth.attempts WHERE last_at < at - facts.kept_for('attempt', interval '1 day');
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
