-- Which file hangs on which as a duplicate of the same child (decision 0089); a row is there while the merge stands.

CREATE TABLE facts.merges (
    case_id   uuid PRIMARY KEY,
    into_case uuid NOT NULL
);
CREATE INDEX merged_into ON facts.merges (into_case);

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.merges TO :app:;
GRANT SELECT ON facts.merges TO :follower:, :auditor:, :backup:;
