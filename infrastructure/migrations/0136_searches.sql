-- What the auditor's desk searches both logs by (decision 0116): each index ends with the position, which is the order
-- of a page, so that a page reads as many entries as it shows.

CREATE INDEX entries_by_time ON trail.entries (recorded_at, position);
CREATE INDEX entries_by_account ON trail.entries (account, position);
CREATE INDEX entries_by_unit ON trail.entries (unit, position);
CREATE INDEX entries_by_action ON trail.entries (action, position);
CREATE INDEX entries_by_ground ON trail.entries (split_part(basis || reason, ':', 1), position);
CREATE INDEX entries_denied ON trail.entries (position) WHERE decision = 'deny';
CREATE INDEX entries_of_inspectors ON trail.entries (position)
 WHERE role IN ('auditor', 'data-protection-officer');
CREATE INDEX entries_that_listed ON trail.entries USING gin (records) WHERE records <> '{}';

CREATE INDEX events_by_time ON es.events (recorded_at, position);
CREATE INDEX events_by_actor ON es.events (actor, position);
CREATE INDEX events_by_unit ON es.events (unit, position);
CREATE INDEX events_by_topic ON es.events (topic, position);
CREATE INDEX events_by_basis ON es.events (legal_basis, position) WHERE legal_basis IS NOT NULL;
CREATE INDEX events_that_came_late ON es.events (position)
 WHERE recorded_at - coalesce(received_at, occurred_at) > interval '24 hours';
