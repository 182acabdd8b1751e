-- Periods of figures (domain.figure_period, decision 0100): days, cut-off, and up to which position a closed one knows.

CREATE TABLE facts.figure_periods (
    period    uuid PRIMARY KEY,
    name      text NOT NULL,
    first     date NOT NULL,
    last      date NOT NULL,
    cut_off   date NOT NULL,
    upto      bigint,
    since     bigint,
    rules     text,
    closed_at timestamptz
);
GRANT SELECT, INSERT, UPDATE, DELETE ON facts.figure_periods TO :app:;
GRANT SELECT ON facts.figure_periods TO :follower:, :auditor:, :backup:;
