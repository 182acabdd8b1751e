-- Erasing the informant alone, and the history of what was requested, decided and held about a record.

ALTER TABLE facts.erasures ADD COLUMN part text NOT NULL DEFAULT 'whole';
CREATE INDEX holds_ever_of_record ON facts.holds (record);
