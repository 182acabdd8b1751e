-- Secrets of accounts (outside the log), facts of authorisation (written in their event's transaction),
-- counters of registers and remembered commands.

CREATE SCHEMA auth;

CREATE TABLE auth.credentials (
    account       uuid PRIMARY KEY,
    sign_in       bytea NOT NULL UNIQUE,   -- keyed hash of the folded sign-in name
    password_hash text  NOT NULL,
    must_change   boolean NOT NULL,
    failures      integer NOT NULL DEFAULT 0,
    wait_until    timestamptz
);

CREATE TABLE auth.sessions (
    token_hash bytea PRIMARY KEY,
    account    uuid NOT NULL,
    opened_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    ends_at    timestamptz NOT NULL,
    position   bigint                     -- last change of this session; its next page waits for the follower
);
CREATE INDEX sessions_of_account ON auth.sessions (account);

CREATE SCHEMA facts;

CREATE TABLE facts.units (
    unit        uuid PRIMARY KEY,
    level       text NOT NULL,
    code        text NOT NULL,
    name        text NOT NULL,
    parent      uuid,
    founded_on  date NOT NULL,
    ended_on    date,
    successor   uuid
);

CREATE TABLE facts.accounts (
    account    uuid PRIMARY KEY,
    state      text NOT NULL,
    roles      text[] NOT NULL,
    unit       uuid NOT NULL,
    valid_until date
);

CREATE TABLE facts.records (
    record    uuid PRIMARY KEY,
    record_no bigint NOT NULL,             -- position of the record's first event
    kind      text NOT NULL,
    unit      uuid NOT NULL,
    state     text NOT NULL,
    sensitivity text NOT NULL DEFAULT 'ordinary',
    case_id   uuid,
    code      text
);
CREATE INDEX records_of_case ON facts.records (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX restricted_records ON facts.records (record) WHERE sensitivity <> 'ordinary';
CREATE UNIQUE INDEX records_by_code ON facts.records (code) WHERE code IS NOT NULL;

CREATE TABLE facts.assignments (
    record   uuid NOT NULL,
    account  uuid NOT NULL,
    relation text NOT NULL,
    active   boolean NOT NULL,
    PRIMARY KEY (record, account, relation)
);
CREATE INDEX assignments_of_account ON facts.assignments (account) WHERE active;

CREATE SCHEMA app;

CREATE TABLE app.counters (
    series text PRIMARY KEY,
    last   integer NOT NULL
);

CREATE TABLE app.commands (
    account    uuid NOT NULL,
    key        text NOT NULL,
    content    bytea NOT NULL,
    status     integer NOT NULL,
    location   text NOT NULL,
    position   bigint,
    made_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (account, key)
);

GRANT USAGE ON SCHEMA auth, facts, app TO :app:;
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.credentials, auth.sessions TO :app:;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA facts TO :app:;
GRANT SELECT, INSERT, UPDATE ON app.counters, app.commands TO :app:;
GRANT USAGE ON SCHEMA facts TO :follower:, :auditor:, :backup:;
GRANT SELECT ON ALL TABLES IN SCHEMA facts TO :follower:, :auditor:, :backup:;
GRANT USAGE ON SCHEMA app, auth TO :backup:;
GRANT SELECT ON ALL TABLES IN SCHEMA app, auth TO :backup:;
