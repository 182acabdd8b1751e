-- Needs of support and lists given to partners (decision 0106): codes, days and đồng; words and names stay in the log.

CREATE TABLE facts.support_needs (
    need          uuid PRIMARY KEY,
    code          text NOT NULL UNIQUE,
    unit          uuid NOT NULL,
    case_id       uuid,
    kind          text NOT NULL,
    amount_vnd    bigint NOT NULL,
    delivered_vnd bigint NOT NULL DEFAULT 0,
    until         date,
    urgency       text NOT NULL,
    area          text,
    age           text NOT NULL,
    stage         text NOT NULL,
    introduced    boolean NOT NULL DEFAULT false,
    released      integer[] NOT NULL DEFAULT '{}',   -- numbers of the releases that did not end
    entered_on    date NOT NULL
);
CREATE INDEX support_needs_of_case ON facts.support_needs (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX support_needs_in_order ON facts.support_needs (entered_on, need);

CREATE TABLE facts.support_deliveries (
    need      uuid NOT NULL,
    number    integer NOT NULL,
    value_vnd bigint NOT NULL,
    PRIMARY KEY (need, number)
);

CREATE TABLE facts.support_lists (
    list     uuid PRIMARY KEY,
    unit     uuid NOT NULL,
    code     text NOT NULL UNIQUE,
    given_on date NOT NULL,
    needs    uuid[] NOT NULL
);
CREATE INDEX support_lists_with ON facts.support_lists USING gin (needs);

CREATE TABLE facts.funds (
    fund uuid PRIMARY KEY,
    unit uuid NOT NULL UNIQUE
);

GRANT SELECT, INSERT, UPDATE, DELETE
   ON facts.support_needs, facts.support_deliveries, facts.support_lists, facts.funds TO :app:;
GRANT SELECT
   ON facts.support_needs, facts.support_deliveries, facts.support_lists, facts.funds TO :follower:, :auditor:, :backup:;
