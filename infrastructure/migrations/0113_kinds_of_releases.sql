-- Which fixed cut a released table is (domain.release.TableKind, decision 0108); those given out before are of one kind.

ALTER TABLE facts.releases ADD COLUMN kind text NOT NULL DEFAULT 'figures';
