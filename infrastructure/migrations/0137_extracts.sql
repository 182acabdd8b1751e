-- Requests for extracts of the two logs (decision 0116): who asked, who approved, how often it was given out.

CREATE TABLE facts.extracts (
    extract      uuid PRIMARY KEY,
    log          text NOT NULL,
    stage        text NOT NULL,
    requested_at timestamptz NOT NULL,
    requested_by uuid,
    approved_by  uuid,
    until        timestamptz,
    downloads    integer NOT NULL DEFAULT 0
);
GRANT SELECT, INSERT, UPDATE, DELETE ON facts.extracts TO :app:;
GRANT SELECT ON facts.extracts TO :follower:, :auditor:, :backup:;
