-- Reports (domain.report, decision 0103) as fact rows: codes, days and numbers; words stay encrypted in the log.

CREATE TABLE facts.reports (
    report     uuid PRIMARY KEY,
    unit       uuid NOT NULL,
    kind       text NOT NULL,
    covers     uuid,                      -- one unit; NULL: every unit
    first      date NOT NULL,
    last       date NOT NULL,
    stage      text NOT NULL,
    number     integer,                   -- of the last edition that went out
    issued_on  date,
    upto       bigint                     -- position of its figures
);
CREATE INDEX reports_in_order ON facts.reports (last DESC, report);

-- Numbers given out, by year; those of earlier editions stay given out.
CREATE TABLE facts.report_numbers (
    unit    uuid NOT NULL,
    year    integer NOT NULL,
    number  integer NOT NULL,
    report  uuid NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (unit, year, number)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.reports, facts.report_numbers TO :app:;
GRANT SELECT ON facts.reports, facts.report_numbers TO :follower:, :auditor:, :backup:;
