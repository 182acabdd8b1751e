-- Lines of the access log that the weekly review closed: one verdict each, by the event that gave it.

CREATE TABLE facts.look_verdicts (
    position  bigint      NOT NULL PRIMARY KEY,
    verdict   text        NOT NULL,
    event     bigint      NOT NULL,
    judge     text        NOT NULL,
    judged_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON facts.look_verdicts TO :app:;
GRANT SELECT ON facts.look_verdicts TO :follower:, :auditor:, :backup:;
