-- Findings of the inspection board (decision 0115): codes and days; what was found and said stays in the log.

CREATE TABLE facts.findings (
    finding   uuid        PRIMARY KEY,
    kind      text        NOT NULL,
    unit      uuid        NOT NULL,
    account   uuid,
    case_id   uuid,
    stage     text        NOT NULL,
    due_on    date        NOT NULL,
    opened_at timestamptz NOT NULL
);
CREATE INDEX findings_in_order ON facts.findings (due_on) WHERE stage <> 'closed';
GRANT SELECT, INSERT, UPDATE, DELETE ON facts.findings TO :app:;
GRANT SELECT ON facts.findings TO :follower:, :auditor:, :backup:;
