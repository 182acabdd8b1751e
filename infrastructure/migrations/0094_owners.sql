-- Work without an owner (decisions 0087 and 0089): reviews that the head is to give to somebody else, who succeeded a
-- unit, and which files are about one child.

CREATE TABLE facts.reassignments (record uuid PRIMARY KEY);

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.reassignments TO :app:;
GRANT SELECT ON facts.reassignments TO :follower:, :auditor:, :backup:;

CREATE FUNCTION facts.heirs(of uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE heirs AS (
        SELECT of AS unit
        UNION SELECT u.successor FROM facts.units u JOIN heirs h USING (unit) WHERE u.successor IS NOT NULL)
    SELECT unit FROM heirs
$$;

-- A file with all that hang together with it, itself among them; any other record alone.
CREATE FUNCTION facts.files_of_child(of uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE together AS (
        SELECT of AS file
        UNION SELECT CASE m.case_id WHEN t.file THEN m.into_case ELSE m.case_id END
          FROM together t JOIN facts.merges m ON t.file IN (m.case_id, m.into_case))
    SELECT file FROM together
$$;

-- A conflict of interest with one file of a child closes every file that hangs together with it.
CREATE VIEW facts.kept_from AS
    SELECT k.stream, k.account, f.file AS record
      FROM facts.conflicts k CROSS JOIN LATERAL facts.files_of_child(k.record) AS f (file)
     WHERE k.standing <> 'lifted';

GRANT SELECT ON facts.kept_from TO :app:, :follower:, :auditor:, :backup:;
