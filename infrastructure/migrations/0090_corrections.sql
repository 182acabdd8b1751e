-- Which recorded value another one stands for, and which is hidden: positions and versions, nothing of what was said.

CREATE TABLE facts.corrections (
    position   bigint NOT NULL,
    stream     uuid NOT NULL,
    version    integer NOT NULL,
    changed_by bigint NOT NULL,
    instead    bigint,
    hides      boolean NOT NULL,
    PRIMARY KEY (position, changed_by)
);
CREATE INDEX corrections_of_stream ON facts.corrections (stream);

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.corrections TO :app:;
GRANT SELECT ON facts.corrections TO :follower:, :auditor:, :backup:;
