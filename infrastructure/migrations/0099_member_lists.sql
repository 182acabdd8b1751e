-- Imports of lists of members (decision 0096): counts and keyed hashes. Who was entered stands in the log, encrypted.

CREATE TABLE facts.member_lists (
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
CREATE INDEX member_lists_unfinished ON facts.member_lists (unit, digest) WHERE finished_at IS NULL;

-- One row of a list enters somebody once from a day on, whoever enters it at the same moment.
CREATE TABLE facts.member_list_rows (
    member      uuid PRIMARY KEY,
    row_key     text NOT NULL,
    admitted_on date NOT NULL,
    import_id   uuid NOT NULL,
    row_no      integer NOT NULL
);
CREATE UNIQUE INDEX member_list_rows_once ON facts.member_list_rows (row_key, admitted_on);

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.member_lists, facts.member_list_rows TO :app:;
GRANT SELECT ON facts.member_lists, facts.member_list_rows TO :follower:, :auditor:, :backup:;
