-- Facts of authorisation beyond unit and assignment: conflicts of interest, restrictions, broken glass. All of them
-- are written in their event's transaction by pure functions of the event and read in the transaction that decides.

CREATE TABLE facts.conflicts (
    stream   uuid NOT NULL PRIMARY KEY,
    account  uuid NOT NULL,
    record   uuid NOT NULL,
    unit     uuid NOT NULL,
    standing text NOT NULL,
    kinds    text[] NOT NULL,
    judges   integer NOT NULL DEFAULT 0,
    UNIQUE (account, record)
);
CREATE INDEX conflicts_of_record ON facts.conflicts (record);

CREATE TABLE facts.restrictions (
    stream   uuid NOT NULL PRIMARY KEY,
    case_id  uuid NOT NULL UNIQUE,
    ground   text NOT NULL,
    active   boolean NOT NULL,
    asked_by uuid
);

CREATE TABLE facts.glass (
    stream    uuid NOT NULL PRIMARY KEY,
    account   uuid NOT NULL,
    case_id   uuid NOT NULL,
    role      text NOT NULL,
    ground    text NOT NULL,
    broken_at timestamptz NOT NULL,
    until     timestamptz NOT NULL,
    explained boolean NOT NULL,
    finding   text
);
CREATE INDEX glass_of_account ON facts.glass (account, case_id, until);
CREATE INDEX glass_of_case ON facts.glass (case_id);

CREATE INDEX records_held_closely ON facts.records (record) WHERE sensitivity <> 'ordinary';

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.conflicts, facts.restrictions, facts.glass TO :app:;
GRANT SELECT ON facts.conflicts, facts.restrictions, facts.glass TO :follower:, :auditor:, :backup:;
