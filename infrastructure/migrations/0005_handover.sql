-- In which unit a counsellor works to whom a record was given: whoever leaves it hands over (DESIGN, section 3, rule 9).

ALTER TABLE facts.assignments ADD COLUMN unit uuid;
CREATE INDEX open_cases ON facts.records (unit) WHERE kind = 'case' AND state = 'open';
