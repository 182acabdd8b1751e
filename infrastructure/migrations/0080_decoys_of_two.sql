-- A decoy takes two people: a row is a proposal first, and a decoy from the second person's word on. A file is proposed
-- or marked once at a time, whoever asks at the same moment.

ALTER TABLE facts.decoys RENAME COLUMN placed_at TO proposed_at;
ALTER TABLE facts.decoys
    ADD COLUMN stage       text NOT NULL DEFAULT 'marked',
    ADD COLUMN proposed_by uuid,
    ADD COLUMN decided_at  timestamptz,
    ADD COLUMN decided_by  uuid;
UPDATE facts.decoys SET stage = 'withdrawn' WHERE NOT active;
UPDATE facts.decoys SET proposed_by = substr(e.actor, 9)::uuid FROM es.events e
 WHERE e.stream_id = decoys.stream AND e.version = 0 AND e.actor LIKE 'account:%';
UPDATE facts.decoys d SET stage = 'withdrawn' WHERE stage = 'marked' AND EXISTS (SELECT FROM facts.decoys o
 WHERE o.mark = d.mark AND o.stage = 'marked' AND (o.proposed_at, o.stream) < (d.proposed_at, d.stream));
ALTER TABLE facts.decoys ALTER COLUMN stage DROP DEFAULT, DROP COLUMN active;
CREATE UNIQUE INDEX decoys_in_use ON facts.decoys (mark) WHERE stage IN ('proposed', 'marked');

-- Until when an inspector looked into what others did with a decoy.
CREATE TABLE facts.decoy_reviews (
    stream  uuid        NOT NULL,
    account uuid        NOT NULL,
    until   timestamptz NOT NULL,
    PRIMARY KEY (stream, account)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON facts.decoy_reviews TO :app:;
GRANT SELECT ON facts.decoy_reviews TO :follower:, :auditor:, :backup:;
