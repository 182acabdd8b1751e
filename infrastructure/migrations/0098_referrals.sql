-- What a request to the chapter is about besides its case, and what it waits for from whoever asked.

CREATE TABLE facts.referrals (
    referral       uuid PRIMARY KEY,
    matter         uuid,                      -- the consultation from which it was asked
    written_by     uuid,                      -- who wrote it in for the chapter
    open_questions integer NOT NULL DEFAULT 0
);
CREATE INDEX referrals_of_matter ON facts.referrals (matter) WHERE matter IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.referrals TO :app:;
GRANT SELECT ON facts.referrals TO :follower:, :auditor:, :backup:;
