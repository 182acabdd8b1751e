-- Tables given out to those who open no case (domain.release, decision 0104): which, of which days; the rest is in the log.

CREATE TABLE facts.releases (
    release     uuid PRIMARY KEY,
    title       text NOT NULL,
    first       date NOT NULL,
    last        date NOT NULL,
    cut_off     date NOT NULL,
    upto        bigint NOT NULL,
    digest      text NOT NULL,
    hidden      integer NOT NULL,
    released_at timestamptz NOT NULL,
    UNIQUE (title, first, last, cut_off)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON facts.releases TO :app:;
GRANT SELECT ON facts.releases TO :follower:, :auditor:, :backup:;
