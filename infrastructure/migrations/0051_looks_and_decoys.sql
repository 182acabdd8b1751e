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

-- Decoys: which case it is stands only as a keyed hash, and in the log under the key of the mark's own stream.
CREATE TABLE facts.decoys (
    stream    uuid        NOT NULL PRIMARY KEY,
    mark      text        NOT NULL,
    placed_at timestamptz NOT NULL,
    active    boolean     NOT NULL
);
CREATE TABLE facts.decoy_touches (
    stream     uuid        NOT NULL,
    account    uuid        NOT NULL,
    role       text        NOT NULL,
    action     text        NOT NULL,
    touched_at timestamptz NOT NULL,
    request_id uuid        NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON facts.decoys, facts.decoy_touches TO :app:;
GRANT SELECT ON facts.decoys, facts.decoy_touches TO :follower:, :auditor:, :backup:;
