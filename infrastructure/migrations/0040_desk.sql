-- The data-protection officer's desk: requests of data subjects and breaches as fact rows. Codes, days and counts only.

CREATE TABLE facts.data_requests (
    request      uuid PRIMARY KEY,
    case_id      uuid,
    kind         text NOT NULL,
    who          text NOT NULL,
    stage        text NOT NULL,
    likeness     text,
    ground       text,
    received_at  timestamptz NOT NULL,
    acknowledged boolean NOT NULL DEFAULT false,
    extended     boolean NOT NULL DEFAULT false
);
CREATE INDEX data_requests_open ON facts.data_requests (received_at) WHERE stage = 'open';

CREATE TABLE facts.breaches (
    breach      uuid PRIMARY KEY,
    found_at    timestamptz NOT NULL,
    people      bigint,
    notified_at timestamptz,
    closed      boolean NOT NULL DEFAULT false
);

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.data_requests, facts.breaches TO :app:;
GRANT SELECT ON facts.data_requests, facts.breaches TO :follower:, :auditor:, :backup:;
