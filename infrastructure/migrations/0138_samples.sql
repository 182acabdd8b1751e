-- What was drawn by lot for the review of a week (decision 0117): once, by a seed that stands in the log.

CREATE TABLE facts.look_samples (
    first     date        PRIMARY KEY,
    seed      text        NOT NULL,
    positions bigint[]    NOT NULL,
    drawn_at  timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON facts.look_samples TO :app:;
GRANT SELECT ON facts.look_samples TO :follower:, :auditor:, :backup:;
