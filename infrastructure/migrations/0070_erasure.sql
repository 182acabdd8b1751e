-- Erasing the informant alone, and the history of what was requested, decided and held about a record.

ALTER TABLE facts.erasures ADD COLUMN part text NOT NULL DEFAULT 'whole', ADD COLUMN notice text;
CREATE INDEX holds_ever_of_record ON facts.holds (record);

-- What the officer found out about a requester whose relation to the child is that of the person suspected.
ALTER TABLE facts.data_requests ADD COLUMN verdict text;
