-- Programmes by year (domain.programme, decision 0100): which stream a year's programme is; all else is in the log.

CREATE TABLE facts.programmes (
    programme uuid PRIMARY KEY,
    year      integer NOT NULL UNIQUE
);
GRANT SELECT, INSERT, UPDATE, DELETE ON facts.programmes TO :app:;
GRANT SELECT ON facts.programmes TO :follower:, :auditor:, :backup:;
