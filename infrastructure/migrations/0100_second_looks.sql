-- Who was asked for a second look at an opinion that waits for approval.

ALTER TABLE facts.referrals ADD COLUMN second_readers uuid[] NOT NULL DEFAULT '{}';
