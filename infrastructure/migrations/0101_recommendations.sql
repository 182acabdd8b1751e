-- Recommendations (kiến nghị) as fact rows: codes and days; titles, letters and words stay encrypted in the log.

CREATE TABLE facts.recommendations (
    recommendation uuid PRIMARY KEY,
    code           text NOT NULL UNIQUE,
    unit           uuid NOT NULL,
    kind           text NOT NULL,
    origin         text NOT NULL,
    subject        text NOT NULL,
    area           text,
    case_id        uuid,
    referral       uuid,
    step           integer,
    collected_on   date NOT NULL,
    titled_at      integer NOT NULL DEFAULT 0,   -- version of the fact that says the title as it is now
    stage          text NOT NULL,
    drafted_by     uuid,
    fed_back       integer NOT NULL DEFAULT 0,   -- entries of feedback that stand
    over_on        date,                         -- when it was closed, withdrawn or merged
    merged_into    uuid
);
CREATE INDEX recommendations_of_unit ON facts.recommendations (unit, collected_on, recommendation);
CREATE INDEX recommendations_in_order ON facts.recommendations (collected_on, recommendation);
CREATE INDEX recommendations_of_case ON facts.recommendations (case_id) WHERE case_id IS NOT NULL;
CREATE UNIQUE INDEX recommendations_of_step ON facts.recommendations (referral, step) WHERE referral IS NOT NULL;

CREATE TABLE facts.recommendations_sent (
    recommendation  uuid NOT NULL,
    version         integer NOT NULL,            -- of the fact that conveyed it
    agency          text NOT NULL,
    conveyed_on     date NOT NULL,
    over            integer,                     -- which conveyance it takes to a higher body
    acknowledged    integer,                     -- version of the receipt
    acknowledged_on date,
    reminders       integer[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (recommendation, version)
);
CREATE INDEX recommendations_sent_on ON facts.recommendations_sent (conveyed_on);

CREATE TABLE facts.recommendations_answered (
    recommendation uuid NOT NULL,
    version        integer NOT NULL,             -- of the fact that says what came back
    conveyed       integer NOT NULL,
    replied_on     date NOT NULL,
    verdict        text NOT NULL,
    PRIMARY KEY (recommendation, version)
);

GRANT SELECT, INSERT, UPDATE, DELETE
   ON facts.recommendations, facts.recommendations_sent, facts.recommendations_answered TO :app:;
GRANT SELECT
   ON facts.recommendations, facts.recommendations_sent, facts.recommendations_answered TO :follower:, :auditor:, :backup:;
