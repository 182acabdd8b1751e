-- Members of units as fact rows; who they are stands in match rows (keyed hashes) and in the log, encrypted.

CREATE TABLE facts.members (
    member  uuid PRIMARY KEY,
    unit    uuid NOT NULL,
    kind    text NOT NULL,
    account uuid,
    active  boolean NOT NULL DEFAULT true
);
CREATE INDEX members_of_unit ON facts.members (unit) WHERE active;

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.members TO :app:;
GRANT SELECT ON facts.members TO :follower:, :auditor:, :backup:;
