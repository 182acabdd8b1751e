-- Moves of all work of one person (DESIGN, section 3, rule 9): ids, codes and days only.

CREATE TABLE facts.transfers (
    transfer   uuid PRIMARY KEY,
    of         uuid NOT NULL,
    kind       text NOT NULL,
    first_day  date,
    last_day   date,
    offered_by uuid,
    offered_at timestamptz NOT NULL
);
CREATE INDEX transfers_of ON facts.transfers (of);

CREATE TABLE facts.transfer_items (
    transfer uuid NOT NULL,
    record   uuid NOT NULL,
    receiver uuid NOT NULL,
    stage    text NOT NULL,
    PRIMARY KEY (transfer, record)
);
CREATE INDEX open_transfer_items ON facts.transfer_items (record) WHERE stage IN ('offered', 'declined');
CREATE INDEX transfer_items_of_receiver ON facts.transfer_items (receiver, stage);

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.transfers, facts.transfer_items TO :app:;
GRANT SELECT ON facts.transfers, facts.transfer_items TO :follower:, :auditor:, :backup:;
