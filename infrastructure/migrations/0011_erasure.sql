-- Erasures and legal holds as fact rows, and up to where match rows were hashed again after an erasure.

CREATE TABLE facts.erasures (
    erasure      uuid PRIMARY KEY,
    record       uuid NOT NULL,
    unit         uuid NOT NULL,
    stage        text NOT NULL,
    basis        text NOT NULL,
    ground       text,
    requested_at timestamptz NOT NULL,
    requested_by uuid,
    may_run_from date,
    erased_at    timestamptz
);
CREATE INDEX erasures_of_record ON facts.erasures (record);

CREATE TABLE facts.holds (
    hold      uuid PRIMARY KEY,
    record    uuid NOT NULL,
    unit      uuid NOT NULL,
    ground    text NOT NULL,
    placed_at timestamptz NOT NULL,
    active    boolean NOT NULL
);
CREATE INDEX holds_of_record ON facts.holds (record) WHERE active;

-- The last destruction of keys: a process that sees it move forgets every key and name that it holds in memory.
CREATE TABLE facts.keys_destroyed (
    one      integer PRIMARY KEY CHECK (one = 1),
    position bigint NOT NULL
);

ALTER TABLE facts.match_key ADD COLUMN position bigint NOT NULL DEFAULT 0;

CREATE INDEX events_of_erasures ON es.events (topic, position) WHERE topic LIKE 'erasure.%';

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.erasures, facts.holds, facts.keys_destroyed TO :app:;
GRANT SELECT ON facts.erasures, facts.holds, facts.keys_destroyed TO :follower:, :auditor:, :backup:;
