-- What comparing the views with the log found (decision 0113): rows by their keys and columns by name, no content.
-- They are no function of the log, so `views compare` does not compare them; the follower writes, readers read.

SET LOCAL ROLE :follower:;
CREATE TABLE views.comparisons (
    number    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    asked_by  text        NOT NULL CHECK (asked_by IN ('nightly', 'operator')),
    begun_at  timestamptz NOT NULL,
    ended_at  timestamptz NOT NULL,
    position  bigint      NOT NULL,   -- up to which event of the log the views were compared
    tables    integer     NOT NULL,
    row_count bigint      NOT NULL,
    differing bigint      NOT NULL
);
CREATE TABLE views.differing_tables (
    number       bigint  NOT NULL REFERENCES views.comparisons,
    name         text    NOT NULL,
    row_count    bigint  NOT NULL,
    only_live    bigint  NOT NULL,
    only_rebuilt bigint  NOT NULL,
    PRIMARY KEY (number, name)
);
CREATE TABLE views.differing_rows (
    number  bigint  NOT NULL REFERENCES views.comparisons,
    line    integer NOT NULL,
    name    text    NOT NULL,
    key     jsonb   NOT NULL,
    side    text    NOT NULL CHECK (side IN ('live', 'log', 'both')),
    columns text[]  NOT NULL,
    PRIMARY KEY (number, line)
);
RESET ROLE;
GRANT SELECT ON views.comparisons, views.differing_tables, views.differing_rows TO :app:, :auditor:, :backup:;
