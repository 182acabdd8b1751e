-- Bulk exports as fact rows: who asked, who approved, until when, how often it was given out. The files are kept nowhere.

CREATE TABLE facts.exports (
    export       uuid PRIMARY KEY,
    unit         uuid NOT NULL,
    purpose      text NOT NULL,
    legal_basis  text NOT NULL,
    parts        text[] NOT NULL,
    stage        text NOT NULL,
    requested_at timestamptz NOT NULL,
    requested_by uuid,
    approved_by  uuid,
    until        timestamptz,
    downloads    integer NOT NULL DEFAULT 0
);

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.exports TO :app:;
GRANT SELECT ON facts.exports TO :follower:, :auditor:, :backup:;
